import type {HardeningEvidence} from '../evidence/evidence.js';

/** A program that raises its privileges when executed, running or seen to be executed; `null` when none was seen. */
export function privilegedHelper(evidence: HardeningEvidence): string | null {
	const {privilegedPrograms: programs, observation} = evidence;
	const executed = observation?.programs.find(({raises}) => raises === 'set-gid' || raises === 'file capabilities')?.path;
	const names = commandsOf(evidence);
	const capable = programs.known ? programs.value.capable.find(({path}) => names.includes(shortName(path))) : undefined;
	return setuidHelper(evidence) ?? executed ?? capable?.path ?? null;
}

/** One that becomes root. */
export function setuidHelper(evidence: HardeningEvidence): string | null {
	const {setuidPrograms, observation} = evidence;
	const program = setuidPrograms.known ? setuidPrograms.value[0] : undefined;
	const executed = observation?.programs.find(({raises}) => raises === 'set-uid')?.path;
	const known = commandsOf(evidence).find(command => /^(sudo|su|doas|newgrp|pkexec)$/.test(command));
	return program ?? executed ?? known ?? null;
}

const commandsOf = ({processes}: HardeningEvidence): string[] =>
	processes.known ? processes.value.map(({command}) => String(command)) : [];

/** Of a program, as the kernel cuts it. @source proc_pid_comm(5), TASK_COMM_LEN */
export const shortName = (path: string): string => (path.split('/').at(-1) ?? '').slice(0, 15);
