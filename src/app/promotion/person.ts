import { userInfo } from 'node:os';
import { PersonUnknownError } from './errors.ts';

const NAME = /^[A-Za-z0-9][A-Za-z0-9_.@-]*$/;

/**
 * Who gives a command: `person:` and the name in `QTA_OPERATOR`, else the name this system knows its user by.
 * @throws PersonUnknownError when neither is a name
 */
export function personOf(env: Readonly<Record<string, string | undefined>>): string {
  const named = env['QTA_OPERATOR'];
  if (named !== undefined && named !== '') {
    if (!NAME.test(named)) throw new PersonUnknownError(`QTA_OPERATOR is no name: ${JSON.stringify(named)}`);
    return `person:${named}`;
  }
  const login = loginName();
  if (!NAME.test(login)) throw new PersonUnknownError(`the system's user name is no name here: ${JSON.stringify(login)}`);
  return `person:${login}`;
}

function loginName(): string {
  try {
    return userInfo().username;
  } catch (error) {
    throw new PersonUnknownError('the system has no name for its user', error);
  }
}
