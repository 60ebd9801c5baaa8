import type { Command } from '../src/platform/discord/command.ts';
import { announceProject } from './announce-project.ts';
import { blocker } from './blocker.ts';
import { cohort } from './cohort.ts';
import { contract } from './contract.ts';
import { findPartner } from './find-partner.ts';
import { help } from './help.ts';
import { inviteToTeamMenu } from './invite-to-team.ts';
import { knowledge } from './knowledge.ts';
import { learning } from './learning.ts';
import { openAsBlockerMenu, saveAsSolutionMenu } from './message-menus.ts';
import { moderate } from './moderate.ts';
import { myData } from './my-data.ts';
import { partner } from './partner.ts';
import { profile } from './profile.ts';
import { progress } from './progress.ts';
import { project } from './project.ts';
import { readme } from './readme.ts';
import { remindMe } from './remind-me.ts';
import { reminders } from './reminders.ts';
import type { Services } from './services.ts';
import { setup } from './setup.ts';
import { showProfileMenu } from './show-profile.ts';
import { solution } from './solution.ts';
import { team } from './team.ts';
import { thisSolvedItMenu } from './this-solved-it.ts';

export { ways } from './parts/ways-out.ts';

/** Every command there is, in the order of the command list. */
export function createCommands(services: Services): Command[] {
  return [
    help(services),
    announceProject(services),
    findPartner(services),
    partner(services),
    project(services),
    profile(services),
    team(services),
    contract(services),
    progress(services),
    blocker(services),
    solution(services),
    learning(services),
    knowledge(services),
    readme(services),
    myData(services),
    remindMe(services),
    reminders(services),
    setup(services),
    cohort(services),
    moderate(services),
    showProfileMenu(services),
    inviteToTeamMenu(services),
    thisSolvedItMenu(services),
    saveAsSolutionMenu(services),
    openAsBlockerMenu(services),
  ];
}
