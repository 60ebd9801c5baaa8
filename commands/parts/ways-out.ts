import type { Ways } from '../../src/platform/discord/leading.ts';
import type { HelpButton } from '../../src/platform/errors.ts';

const HOME: HelpButton = { label: { key: 'help:button.home' }, to: ['help.home'] };
const FIND: HelpButton = { label: { key: 'help:button.partner' }, to: ['partners.find'] };
const REQUESTS: HelpButton = { label: { key: 'help:button.requests' }, to: ['partner.requests'] };
const PROFILE: HelpButton = { label: { key: 'help:button.profile' }, to: ['profile.show'] };
const HOURS: HelpButton = { label: { key: 'projects:button.add-hours' }, to: ['hours.presets'] };
const TEAM: HelpButton = { label: { key: 'help:button.team' }, to: ['team.show'] };
const ANNOUNCE: HelpButton = { label: { key: 'reminders:button.announce' }, to: ['announce.open'] };
const RESUME: HelpButton = { label: { key: 'learners:button.resume' }, to: ['profile.resume'] };
const HAND_IN: HelpButton = { label: { key: 'submissions:button.list' }, to: ['project.hand-in.list'] };
const REMINDERS: HelpButton = { label: { key: 'help:button.reminders' }, to: ['reminders.mine'] };

/**
 * What helps under a refusal that is thrown without a button of its own. Where something was typed, *Edit* comes with
 * the draft; whatever is not here gets the way home. `tests/platform/refusals.test.ts` wants a reason for that.
 */
export const ways: Ways = {
  home: HOME,
  out: {
    'availability:undo-gone': [HOURS],
    'cohorts:error.none': [PROFILE],
    'common:error.person.bot': [FIND],
    'common:error.person.not-here': [FIND],
    'common:error.person.self': [FIND],
    'journal:error.not-in-project': [ANNOUNCE],
    'journal:error.not-in-team': [TEAM],
    'learners:unknown': [FIND],
    'partners:seeker.full': [TEAM],
    'partners:seeker.full-study': [REQUESTS],
    'partners:seeker.paused': [RESUME],
    'projects:error.follows-ended': [FIND],
    'projects:error.follows-own': [TEAM],
    'projects:error.not-yours': [ANNOUNCE],
    'reminders:error.limit': [REMINDERS],
    'reminders:error.no-team': [FIND],
    'reminders:error.team-archived': [TEAM],
    'reminders:error.team-over': [TEAM],
    'reminders:error.unknown': [REMINDERS],
    'requests:ended.accepted': [TEAM],
    'requests:ended.because': [FIND],
    'requests:ended.cancelled': [FIND],
    'requests:ended.declined': [FIND],
    'requests:ended.expired': [FIND],
    'requests:ended.withdrawn': [FIND],
    'requests:error.gone': [FIND],
    'requests:error.inbox-full': [FIND],
    'requests:error.no-place': [FIND],
    'requests:error.not-owner': [FIND],
    'requests:error.not-sender': [REQUESTS],
    'requests:error.not-yours': [REQUESTS],
    'requests:error.owner-full': [FIND],
    'requests:error.too-many-asks': [REQUESTS],
    'requests:error.unavailable': [FIND],
    'requests:list.none': [FIND],
    'rounds:ended.impossible': [FIND],
    'same-side:error.already': [REQUESTS],
    'same-side:error.ended-already': [FIND],
    'same-side:error.no-side': [FIND],
    'same-side:error.not-yours': [FIND],
    'same-side:error.other-side': [FIND],
    'same-side:error.self': [FIND],
    'same-side:error.team-inbox-full': [FIND],
    'same-side:error.they-full': [FIND],
    'same-side:error.you-full': [REQUESTS],
    'same-side:no-team': [FIND],
    'submissions:error.none-built': [ANNOUNCE],
    'submissions:error.not-theirs': [HAND_IN],
    'submissions:error.repo-stays': [HAND_IN],
    'teams:error.no-pair': [TEAM],
    'teams:error.no-partner': [TEAM],
    'teams:error.no-team-place': [PROFILE],
    'teams:error.not-member': [TEAM],
    'teams:error.paired-already': [TEAM],
    'teams:error.place-taken': [FIND],
    'teams:handover.error.elsewhere': [TEAM],
    'teams:handover.error.not-in-team': [TEAM],
    'teams:handover.error.not-owner': [TEAM],
    'teams:handover.error.self': [TEAM],
    'teams:meet.error.agreed': [TEAM],
    'teams:meet.error.cancelled': [TEAM],
    'teams:meet.error.gone': [TEAM],
    'teams:meet.error.no-hours': [HOURS],
    'teams:meet.error.none': [HOURS],
    'teams:meet.error.others-no-hours': [TEAM],
    'teams:meet.error.past': [TEAM],
    'teams:rematch.too-old': [TEAM],
    'teams:rename.too-early': [TEAM],
    'teams:reopen.coming': [TEAM],
    'teams:reopen.stands': [TEAM],
    'teams:show.none': [FIND],
  },
};
