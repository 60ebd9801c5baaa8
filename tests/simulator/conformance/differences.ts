/**
 * Where the simulator refuses what Discord's description allows, each with the reason: the description does not know
 * rules that lie between fields, and states some limits wider than the documentation does.
 */
export const DIFFERENCES: readonly [rule: RegExp, reason: string][] = [
  [
    / (message\.)?content: maxLength 4000$/,
    'messages of bots have 2000 characters: resources/message#create-message',
  ],
  [/\(layout\) .*\.content: maxLength 4000$/, '4000 over all texts together'],
  [/component\.value: maxLength 4000$/, 'the value keeps to the max_length of its own field'],
  [/emoji(\.|_)name: maxLength/, 'the name of an emoji without id must be an emoji'],
  [/(footer\.text|author\.name): null/, 'an icon without words is refused'],
  [/\.custom_id: null/, 'buttons of styles 1 to 4 need one: components/reference#button'],
  [/\(layout\) (data\.)?flags: null/, 'without its flag a layout is no layout'],
  [/\(layout\) (data\.)?components: null/, 'a layout that shows nothing is empty'],
  [/callback( \(layout\))? data: null/, 'a message that shows nothing is empty: 50006'],
  [/ topic: maxLength 4096$/, '1024 outside forums: resources/channel#channel-object'],
  [/available_tags\.0\.name: maxLength 50$/, '20 characters: resources/channel#forum-tag-object'],
  [/permissions\/\{overwrite_id\} type: null/, 'required: resources/channel#edit-channel-permissions'],
  [/^POST .*scheduled_end_time: null/, 'external events need an end: resources/guild-scheduled-event'],
  [/entity_metadata: null/, 'external events need a place: resources/guild-scheduled-event'],
  [/commands.* (0\.)?description: null/, 'only menus have none: interactions/application-commands'],
  [
    /choices\.0\.value: maxLength 6000$/,
    '100 characters: interactions/application-commands#application-command-object',
  ],
  [/recipient_id: null/, 'only for group DMs, which bots cannot open'],
];

/** Rules whose breach Discord answers with a code of its own and no error tree. */
export const OWN_CODES: Readonly<Record<string, number>> = {
  'POST /channels/{channel_id}/messages/bulk-delete messages: minItems 2': 50016,
};

/** What Discord's description knows and the simulator does not have: refused with SIMULATOR_NOT_BUILT, and why. */
export const NOT_BUILT: Readonly<Record<string, string>> = {
  access_tokens: 'group DMs, which bots cannot open',
  nicks: 'group DMs, which bots cannot open',
  applied_tags: 'only of webhooks in forums; an interaction has no post to make',
  thread_name: 'only of webhooks in forums; an interaction has no post to make',
  avatar_url: 'a webhook’s face; an interaction answers as the bot',
  username: 'a webhook’s face; an interaction answers as the bot',
  channel_id: 'voice',
  deaf: 'voice',
  mute: 'voice',
  flags: 'of members: verification',
  'components.components.sku_id': 'only of premium buttons, where it is read',
  default_tag_setting: 'how a client shows a forum',
  'embeds.image.description': 'not read yet',
  'embeds.thumbnail.description': 'not read yet',
  handler: 'activities',
  icon: 'pictures of roles need a server feature that none here has',
  unicode_emoji: 'pictures of roles need a server feature that none here has',
  id: 'renaming a command within a PUT',
  poll: 'polls',
  shared_client_theme: 'themes',
  sticker_ids: 'stickers',
};
