import {spawn} from 'node:child_process';

/**
 * Its input ends when dockscope does, however that ends: then the group gets SIGTERM, which the docker CLI passes on to its container, and
 * SIGKILL a moment later.
 */
const script = 'read -r group && { read -r _; kill -TERM "-$group"; sleep 3; kill -KILL "-$group"; }';

/**
 * Ends a process group if dockscope is killed: SIGKILL leaves it no time to do so itself. A shell in its own session waits for the other end
 * of a pipe to close, so this also works where there is no parent-death signal, and for all processes of the group.
 *
 * @returns ends the watch, to be called once the group has ended. Without a shell there is no watch: the next start ends what is left.
 */
export function guardGroup(group: number): () => void {
	const shell = spawn('/bin/sh', ['-c', script], {
		cwd: '/',
		env: {PATH: '/usr/local/bin:/usr/bin:/bin'},
		detached: true,
		stdio: ['pipe', 'ignore', 'ignore'],
	});
	let failed: Error | null = null;
	const onError = (error: Error) => {
		failed = error;
	};
	shell.once('error', onError);
	// It may have been killed by someone else.
	shell.stdin.on('error', onError);
	if (shell.pid !== undefined) shell.stdin.write(`${group}\n`);
	return () => {
		// Killed first: the end of its input is its signal.
		if (failed === null) shell.kill('SIGKILL');
		shell.stdin.destroy();
	};
}
