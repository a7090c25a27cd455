import {type ContainerFacts, type EngineFacts, type ExecFacts, isUp} from '../../../base/index.js';
import {cannotTell, failAs, fromExec, fromInspect, notSeen, pass} from '../rule.js';
import type {Judgement} from '../verdict.js';
import {notRunning, rootProcesses} from './root-processes.js';

/** Judges the exec sessions that are running in the container; its health check also runs as one and is skipped. */
export function judgeExecs(
	container: ContainerFacts,
	/** `null` where it is unknown. */
	isBad: (exec: ExecFacts) => boolean | null,
	/** Words before the commands. */
	what: string,
): Judgement {
	if (!isUp(container)) return notRunning(container);
	if (container.execIds.length === 0) return pass(fromInspect('ExecIDs', []));
	if (!container.execs.known) return notSeen(container.execs);
	const live = container.execs.value.filter(({running, isHealthcheck}) => running && !isHealthcheck);
	const found = live.filter(exec => isBad(exec) === true);
	const unclear = found.length === 0 ? live.find(exec => isBad(exec) === null) : undefined;
	if (unclear !== undefined)
		return cannotTell({source: 'engine:/exec', reason: `the uid of ${unclear.user} is only in the image's passwd file`});
	if (found.length === 0)
		return pass(
			fromExec(
				'Running',
				live.map(({command}) => command),
			),
		);
	return failAs(
		{detail: `${what} ${found.map(({command}) => command).join(', ')}`},
		...found.map(({id, command}) => fromExec(id.slice(0, 12), command)),
	);
}

/** Whether root runs it: by number or the name `root`, and for another name (`toor`) by the uid of its process. */
export function runsAsRoot(container: ContainerFacts, engine: EngineFacts, {isRoot, pid}: ExecFacts): boolean | null {
	const {processes} = container;
	if (isRoot !== null || pid === null || !processes.known || !processes.value.some(process => process.pid === pid)) return isRoot;
	return rootProcesses(container, engine, processes.value)?.some(process => process.pid === pid) ?? null;
}

/** A shell with which a person works. */
export const isShell = ({command}: ExecFacts): boolean => /^(\S*\/)?(ba|da|a|z|k|c|tc|fi)?sh(\s+-[il]+)*\s*$/.test(command);
