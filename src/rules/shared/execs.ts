import type {ContainerFacts, ExecFacts} from '../../facts/index.js';
import {failAs, pass} from '../rule.js';
import type {Judgement} from '../verdict.js';
import {executed, inspected, notSeen} from './evidence.js';
import {isUp, notRunning} from './processes.js';

/** Judges the commands that someone runs in the container now; its own health check runs as one and is left out. */
export function judgeExecs(
	container: ContainerFacts,
	isBad: (exec: ExecFacts) => boolean,
	/** Words before the commands. */
	what: string,
): Judgement {
	if (!isUp(container)) return notRunning(container);
	if (container.execIds.length === 0) return pass(inspected('ExecIDs', []));
	if (!container.execs.known) return notSeen(container.execs);
	const live = container.execs.value.filter(({running, isHealthcheck}) => running && !isHealthcheck);
	const found = live.filter(isBad);
	if (found.length === 0)
		return pass(
			executed(
				'Running',
				live.map(({command}) => command),
			),
		);
	return failAs(
		{detail: `${what} ${found.map(({command}) => command).join(', ')}`},
		...found.map(({id, command}) => executed(id.slice(0, 12), command)),
	);
}

/** Who runs it, as root: by name or number, or because the container's own user is root. */
export const runsAsRoot = ({user}: ContainerFacts, exec: ExecFacts): boolean =>
	exec.user === '' ? user.isRoot === true : /^(0+|root)(:|$)/.test(exec.user);

/** A shell with which a person works. */
export const isShell = ({command}: ExecFacts): boolean => /^(\S*\/)?(ba|da|a|z|k|c|tc|fi)?sh(\s+-[il]+)*\s*$/.test(command);
