// The objects of Discord's HTTP and gateway API as they travel, as far as the simulator speaks it.

export * from './wire-numbers.ts';

export interface User {
  id: string;
  username: string;
  global_name: string | null;
  discriminator: string;
  avatar: string | null;
  public_flags: number;
  flags: number;
  primary_guild: null;
  bot?: boolean;
}

export interface Role {
  id: string;
  name: string;
  permissions: string;
  position: number;
  color: number;
  colors: { primary_color: number; secondary_color: number | null; tertiary_color: number | null };
  hoist: boolean;
  managed: boolean;
  mentionable: boolean;
  icon: string | null;
  unicode_emoji: string | null;
  flags: number;
  tags?: { bot_id: string };
}

export interface GuildMember {
  user: User;
  nick: string | null;
  avatar: string | null;
  banner: string | null;
  roles: string[];
  joined_at: string;
  premium_since: string | null;
  deaf: boolean;
  mute: boolean;
  flags: number;
  pending: boolean;
  communication_disabled_until: string | null;
}

export interface Overwrite {
  id: string;
  type: 0 | 1;
  allow: string;
  deny: string;
}

export interface ForumTag {
  id: string;
  name: string;
  moderated: boolean;
  emoji_id: string | null;
  emoji_name: string | null;
}

export interface ThreadMetadata {
  archived: boolean;
  archive_timestamp: string;
  auto_archive_duration: number;
  locked: boolean;
  create_timestamp: string;
  invitable?: boolean;
}

export interface ThreadMember {
  id: string;
  user_id: string;
  join_timestamp: string;
  flags: number;
}

/** Any channel: a server's, a thread or a DM; the kind decides which fields are there. */
export interface ChannelData {
  id: string;
  type: number;
  flags: number;
  guild_id?: string;
  name?: string;
  position?: number;
  topic?: string | null;
  nsfw?: boolean;
  parent_id?: string | null;
  permission_overwrites?: Overwrite[];
  last_message_id?: string | null;
  last_pin_timestamp?: string | null;
  rate_limit_per_user?: number;
  default_auto_archive_duration?: number;
  default_thread_rate_limit_per_user?: number;
  available_tags?: ForumTag[];
  default_reaction_emoji?: { emoji_id: string | null; emoji_name: string | null } | null;
  default_sort_order?: number | null;
  default_forum_layout?: number;
  bitrate?: number;
  user_limit?: number;
  rtc_region?: string | null;
  recipients?: User[];
  owner_id?: string;
  thread_metadata?: ThreadMetadata;
  message_count?: number;
  member_count?: number;
  total_message_sent?: number;
  applied_tags?: string[];
}

export interface Emoji {
  id?: string | null;
  name: string | null;
  animated?: boolean;
}

export interface UnfurledMedia {
  id?: string;
  url: string;
  proxy_url?: string;
  width?: number | null;
  height?: number | null;
  content_type?: string | null;
  attachment_id?: string;
}

export interface SelectOption {
  label: string;
  value: string;
  description?: string;
  emoji?: Emoji;
  default?: boolean;
}

/** Any component of a message or a modal: https://discord.com/developers/docs/components/reference */
export interface Component {
  type: number;
  id: number;
  custom_id?: string;
  style?: number;
  label?: string;
  description?: string | null;
  disabled?: boolean;
  url?: string;
  sku_id?: string;
  emoji?: Emoji;
  placeholder?: string;
  min_values?: number;
  max_values?: number;
  min_length?: number;
  max_length?: number;
  required?: boolean;
  value?: string;
  default?: boolean;
  options?: SelectOption[];
  default_values?: { id: string; type: string }[];
  channel_types?: number[];
  content?: string;
  accent_color?: number | null;
  spoiler?: boolean;
  divider?: boolean;
  spacing?: number;
  media?: UnfurledMedia;
  file?: UnfurledMedia;
  name?: string | null;
  size?: number | null;
  items?: { media: UnfurledMedia; description: string | null; spoiler: boolean }[];
  file_types?: string[];
  components?: Component[];
  accessory?: Component;
  component?: Component;
}

export interface EmbedImage {
  url: string;
  proxy_url?: string;
  width?: number;
  height?: number;
}

export interface Embed {
  type: 'rich';
  title?: string;
  description?: string;
  url?: string;
  color?: number;
  timestamp?: string;
  author?: { name: string; url?: string; icon_url?: string };
  footer?: { text: string; icon_url?: string };
  image?: EmbedImage;
  thumbnail?: EmbedImage;
  fields?: { name: string; value: string; inline: boolean }[];
}

export interface Attachment {
  id: string;
  filename: string;
  size: number;
  url: string;
  proxy_url: string;
  content_type?: string;
  description?: string;
  title?: string | null;
  width?: number;
  height?: number;
  ephemeral?: boolean;
}

export interface Reaction {
  emoji: Emoji;
  count: number;
  count_details: { burst: number; normal: number };
  burst_colors: string[];
  me_burst: boolean;
  me: boolean;
}

export interface InteractionMetadata {
  id: string;
  type: number;
  user: User;
  authorizing_integration_owners: Record<string, string>;
  original_response_message_id?: string;
  interacted_message_id?: string;
  target_user?: User;
  target_message_id?: string;
  triggering_interaction_metadata?: InteractionMetadata;
}

export interface Message {
  id: string;
  type: number;
  channel_id: string;
  author: User;
  content: string;
  timestamp: string;
  edited_timestamp: string | null;
  tts: boolean;
  mention_everyone: boolean;
  mentions: User[];
  mention_roles: string[];
  attachments: Attachment[];
  embeds: Embed[];
  components: Component[];
  pinned: boolean;
  flags: number;
  reactions?: Reaction[];
  application_id?: string;
  webhook_id?: string;
  nonce?: string | number;
  message_reference?: { type: number; channel_id: string; message_id?: string; guild_id?: string };
  referenced_message?: Message | null;
  interaction_metadata?: InteractionMetadata;
  interaction?: { id: string; type: number; name: string; user: User };
  thread?: ChannelData;
  position?: number;
}

export interface CommandChoice {
  name: string;
  name_localizations?: Record<string, string> | null;
  value: string | number;
}

export interface CommandOption {
  type: number;
  name: string;
  name_localizations?: Record<string, string> | null;
  description: string;
  description_localizations?: Record<string, string> | null;
  required?: boolean;
  autocomplete?: boolean;
  choices?: CommandChoice[];
  options?: CommandOption[];
  channel_types?: number[];
  min_value?: number;
  max_value?: number;
  min_length?: number;
  max_length?: number;
  file_types?: string[];
}

/** https://discord.com/developers/docs/interactions/application-commands#application-command-object */
export interface Command {
  id: string;
  application_id: string;
  version: string;
  type: number;
  name: string;
  name_localizations: Record<string, string> | null;
  description: string;
  description_localizations: Record<string, string> | null;
  default_member_permissions: string | null;
  contexts: number[] | null;
  integration_types: number[];
  nsfw: boolean;
  dm_permission?: boolean;
  guild_id?: string;
  options?: CommandOption[];
}

/** https://docs.discord.com/developers/resources/guild-scheduled-event#guild-scheduled-event-recurrence-rule-object */
export interface RecurrenceRule {
  start: string;
  end: null;
  frequency: number;
  interval: number;
  by_weekday: number[] | null;
  by_n_weekday: { n: number; day: number }[] | null;
  by_month: number[] | null;
  by_month_day: number[] | null;
  by_year_day: null;
  count: null;
}

export interface ScheduledEvent {
  id: string;
  guild_id: string;
  channel_id: string | null;
  creator_id: string;
  creator: User;
  name: string;
  description: string | null;
  image: string | null;
  scheduled_start_time: string;
  scheduled_end_time: string | null;
  privacy_level: number;
  status: number;
  entity_type: number;
  entity_id: string | null;
  entity_metadata: { location?: string } | null;
  recurrence_rule: RecurrenceRule | null;
  guild_scheduled_event_exceptions: [];
  user_count: number;
}
