import type {ContainerInspect, ExecInspect} from '../answers/index.js';
import {trusted} from '../text/safe-text.js';
import type {ExecFacts} from './live-facts.js';
import {number, record, records, strings, text} from './read.js';
import {maskSecrets} from './secrets.js';
import {userFacts} from './user.js';

/** Programs started in the container after its first process: by a person, a script or the health check. */
export function execFacts(execs: readonly ExecInspect[], inspect: ContainerInspect): readonly ExecFacts[] {
	const probe = healthcheckWords(inspect);
	return records(execs).map(exec => {
		const process = record(exec['ProcessConfig']);
		const words = [...strings(process['entrypoint']), ...strings(process['arguments'])];
		const user = text(process['user']) || text(inspect.Config?.User);
		return {
			id: text(exec['ID']),
			running: exec['Running'] === true,
			privileged: process['privileged'] === true,
			user: user === '' ? trusted('root') : user,
			isRoot: userFacts(user, null, null).isRoot,
			pid: number(exec['Pid']),
			command: maskSecrets(words.join(' ')),
			isHealthcheck: probe.length > 0 && probe.join('\0') === words.join('\0'),
		};
	});
}

/**
 * Whether an action of an event, `exec_start: curl -f localhost`, is of the container's health check: it runs as an exec. Nothing else in the
 * action counts: a command that only ends like the health check is activity.
 */
export function isHealthcheck(action: string, inspect: Pick<ContainerInspect, 'Config'>): boolean {
	const words = healthcheckWords(inspect);
	const command = /^exec_(?:create|start): (.*)$/s.exec(action)?.[1];
	// A command without arguments ends with a space.
	return words.length > 0 && command?.trimEnd() === words.join(' ').trimEnd();
}

/** Whether the engine runs a health check in it. */
export const execsHealthcheck = (inspect: Pick<ContainerInspect, 'Config'>): boolean => healthcheckWords(inspect).length > 0;

/** The command of its health check as the engine runs it; empty without one. @source moby daemon/health.go (getShell, cmdProbe.run) */
function healthcheckWords({Config: config}: Pick<ContainerInspect, 'Config'>): readonly string[] {
	const [kind, ...test] = strings(config?.Healthcheck?.Test);
	if (kind === 'CMD') return test;
	if (kind !== 'CMD-SHELL') return [];
	const shell = strings(config?.Shell);
	return [...(shell.length > 0 ? shell : ['/bin/sh', '-c']), ...test];
}
