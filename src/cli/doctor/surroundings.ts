import {join} from 'node:path';
import {firstThatListens, homeOf, socketGroup, terminalFeatures, userName} from '../../base/index.js';
import {findProgram} from '../../scan/index.js';
import type {Run} from '../run.js';
import {type Advice, type EngineFailure, engineAdvice, terminalAdvice} from './advice.js';

const programs = ['dockerd', 'podman', 'systemctl'] as const;
const isImage = (env: NodeJS.ProcessEnv): boolean => Boolean(env['DOCKSCOPE_IMAGE']);

/** Looks around for what helps against an engine that does not answer. */
export async function adviceOnEngine({env}: Run, failure: EngineFailure): Promise<readonly Advice[]> {
	const found = await Promise.all(programs.map(async name => ((await findProgram(name, env['PATH'])) === null ? [] : [name])));
	const {socketPath} = failure;
	return engineAdvice(failure, {
		user: userName(),
		root: process.getuid?.() === 0,
		inImage: isImage(env),
		has: program => found.flat().includes(program),
		answering: await answeringSocket(env, socketPath),
		group: socketPath === null ? null : await socketGroup(socketPath),
	});
}

/**
 * Another socket on this machine that answers. Also those that are found only through a context or a variable that a login without a
 * session lacks.
 */
async function answeringSocket(env: NodeJS.ProcessEnv, failed: string | null): Promise<string | null> {
	const home = homeOf(env);
	const runtime = `/run/user/${process.getuid?.() ?? 0}`;
	const sockets = [
		...['/var/run/docker.sock', join(runtime, 'docker.sock'), join(runtime, 'podman/podman.sock'), '/run/podman/podman.sock'],
		...(home === null
			? []
			: ['.docker/run/docker.sock', '.docker/desktop/docker.sock', '.colima/default/docker.sock'].map(path => join(home, path))),
	];
	const found = await firstThatListens(sockets.filter(path => path !== failed));
	return found.found && found.address.kind === 'unix' ? found.address.socketPath : null;
}

export function adviceOnTerminal({env, stdin, stdout}: Run): readonly Advice[] {
	return terminalAdvice(terminalFeatures(env, {stdin, stdout}), stdin.isTTY === true && stdout.isTTY === true, isImage(env));
}
