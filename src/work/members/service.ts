/** Who is in a team, for the cards of projects and teams: teams write it, both read it. */
export { findTeamMemberIds } from './store.ts';
