import type { MenuCommand } from '../src/discord/command.ts';
import { UserError } from '../src/errors.ts';
import { showProfile } from './profile.ts';
import type { Services } from './services.ts';

/** User menu: the same as `/profile show`. */
export function showProfileMenu(services: Services): MenuCommand {
  return {
    type: 'user',
    name: 'Show profile',
    names: 'commands:show-profile.name',
    async run(call, { user }) {
      if (user === undefined) throw new UserError({ key: 'common:error.unknown-command' });
      return await showProfile(services, call, user);
    },
  };
}
