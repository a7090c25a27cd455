import type {HardeningEvidence} from '../evidence/evidence.js';

/** A program that raises its privileges when executed again, running or seen to be executed; `null` when none was seen. */
export function setuidHelper({processes, setuidPrograms, observation}: HardeningEvidence): string | null {
	const program = setuidPrograms.known ? setuidPrograms.value[0] : undefined;
	const executed = observation?.programs.find(({raises}) => raises !== null)?.path;
	const known = processes.known ? processes.value.find(({command}) => /^(sudo|su|doas|newgrp|pkexec)$/.test(command)) : undefined;
	return program ?? executed ?? known?.command ?? null;
}
