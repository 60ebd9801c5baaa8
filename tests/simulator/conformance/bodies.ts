// Bodies that show as much as can be shown at once.

const button = {
  type: 2,
  style: 1,
  custom_id: 'a',
  label: 'A',
  emoji: { name: '✅' },
  disabled: false,
  id: 2,
};
const select = {
  type: 3,
  id: 4,
  custom_id: 's',
  placeholder: 'p',
  min_values: 1,
  max_values: 1,
  disabled: false,
  options: [{ label: 'l', value: 'v', description: 'd', emoji: { name: '✅' }, default: true }],
};
export const embed = {
  title: 't',
  description: 'd',
  url: 'https://example.org',
  color: 1,
  timestamp: '2026-01-01T00:00:00Z',
  footer: { text: 'f', icon_url: 'https://example.org/a.png' },
  image: { url: 'https://example.org/a.png' },
  thumbnail: { url: 'https://example.org/a.png' },
  author: { name: 'a', url: 'https://example.org', icon_url: 'https://example.org/a.png' },
  fields: [{ name: 'n', value: 'v', inline: true }],
};
export const message = {
  content: 'words',
  embeds: [embed],
  allowed_mentions: { parse: ['users'], roles: ['1'], replied_user: false },
  components: [
    { type: 1, id: 1, components: [button] },
    { type: 1, id: 3, components: [select] },
  ],
  flags: 4,
};
export const layout = {
  flags: 32_768,
  components: [
    { type: 10, content: 'text' },
    {
      type: 17,
      accent_color: 1,
      spoiler: false,
      components: [
        {
          type: 9,
          components: [{ type: 10, content: 'text' }],
          accessory: {
            type: 11,
            media: { url: 'https://example.org/a.png' },
            description: 'd',
            spoiler: false,
          },
        },
        { type: 14, divider: true, spacing: 1 },
        {
          type: 12,
          items: [{ media: { url: 'https://example.org/a.png' }, description: 'd', spoiler: false }],
        },
      ],
    },
  ],
};
export const modal = {
  custom_id: 'm',
  title: 't',
  components: [
    {
      type: 18,
      id: 1,
      label: 'l',
      description: 'd',
      component: {
        type: 4,
        id: 2,
        custom_id: 't',
        style: 1,
        min_length: 1,
        max_length: 10,
        required: true,
        value: 'v',
        placeholder: 'p',
      },
    },
    { type: 10, content: 'text' },
  ],
};
export const command = {
  name: 'name',
  description: 'd',
  name_localizations: { fr: 'nom' },
  description_localizations: { fr: 'd' },
  default_member_permissions: '8',
  contexts: [0],
  integration_types: [0],
  options: [
    {
      type: 3,
      name: 'text',
      description: 'd',
      required: true,
      name_localizations: { fr: 'texte' },
      description_localizations: { fr: 'd' },
      min_length: 1,
      max_length: 10,
      choices: [{ name: 'c', value: 'v', name_localizations: { fr: 'c' } }],
    },
    { type: 4, name: 'number', description: 'd', min_value: 1, max_value: 10 },
    { type: 7, name: 'channel', description: 'd', channel_types: [0] },
  ],
};
const START = '2030-01-01T00:00:00Z';
export const event = {
  name: 'e',
  privacy_level: 2,
  entity_type: 3,
  description: 'd',
  scheduled_start_time: START,
  scheduled_end_time: '2030-01-02T00:00:00Z',
  entity_metadata: { location: 'here' },
  image: 'data:image/png;base64,AAAA',
  recurrence_rule: { start: START, frequency: 2, interval: 1, by_weekday: [1] },
};
export const role = { name: 'r', permissions: 0, color: 1, hoist: false, mentionable: false };
