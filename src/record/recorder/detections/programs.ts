import {posix} from 'node:path';

/** `bash`, `sh -il`: with which a person works. One with a script or a command is not. */
export const isInteractiveShell = (command: string): boolean => /^(\S*\/)?(ba|da|a|z|k|c|tc|fi)?sh(\s+-[il]+)*\s*$/.test(command);

const shell = /^(ba|da|a|z|k|c|tc|fi)?sh$/;
const packageManager =
	/^(apt|apt-get|aptitude|dpkg|yum|dnf|microdnf|rpm|zypper|apk|pacman|pip[\d.]*|pipx|uv|npm|pnpm|yarn|gem|cargo|cpan|conda|gcc|g\+\+|cc|c\+\+|clang|make|tcc|go|rustc|cc1)$/;

export const isShell = (path: string): boolean => shell.test(posix.basename(path));
export const isPackageManager = (path: string): boolean => packageManager.test(posix.basename(path));

/** Whether a file lies where every user may write and no service keeps programs. */
export const isTemporary = (path: string): boolean =>
	/^\/(tmp|var\/tmp|dev\/shm|run\/shm|dev\/mqueue)\//.test(posix.normalize(path));
