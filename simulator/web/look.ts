import '@skyra/discord-components-core/discord-command.js';
import '@skyra/discord-components-core/discord-embed-description.js';
import '@skyra/discord-components-core/discord-embed-footer.js';
import '@skyra/discord-components-core/discord-reactions.js';
import '@skyra/discord-components-core/discord-thread-message.js';
import '@skyra/discord-components-core/discord-thread.js';
import { DiscordEmbed } from '@skyra/discord-components-core/discord-embed.js';
import { DiscordMessage } from '@skyra/discord-components-core/discord-message.js';
import { DiscordReaction } from '@skyra/discord-components-core/discord-reaction.js';
import { DiscordReply } from '@skyra/discord-components-core/discord-reply.js';
import { DiscordSystemMessage } from '@skyra/discord-components-core/discord-system-message.js';
import { css } from 'lit';

// The elements of @skyra/discord-components-core carry their styles inside. What the page needs otherwise is added to
// them here, before the first one is made: readable contrast, narrow screens, and its own note on private messages
// (theirs cannot be reached with the keyboard).

DiscordMessage.elementStyles.push(css`
  .discord-message-timestamp,
  .discord-message-edited {
    color: #a3a6ae;
  }
  .discord-message-ephemeral {
    display: none;
  }
  .discord-message-content {
    min-width: 0;
  }
  .discord-author-avatar img {
    cursor: default;
  }
  @media (max-width: 640px) {
    .discord-author-avatar {
      margin-right: 12px;
      min-width: 32px;
    }
    .discord-author-avatar img {
      width: 32px;
      height: 32px;
    }
    .discord-message-body-only-indent {
      width: 44px;
      min-width: 44px;
    }
  }
`);

DiscordEmbed.elementStyles.push(css`
  :host .discord-embed-wrapper {
    background-color: #2b2d31;
    border-color: transparent;
  }
`);

DiscordReaction.elementStyles.push(css`
  :host > *:first-child {
    background-color: #2b2d31;
  }
`);

DiscordReply.elementStyles.push(css`
  .discord-replied-message-content {
    min-width: 0;
    overflow: hidden;
  }
  @media (max-width: 640px) {
    :host {
      margin-left: 44px;
    }
  }
`);

DiscordSystemMessage.elementStyles.push(css`
  :host .discord-message-timestamp {
    color: #a3a6ae;
  }
`);
