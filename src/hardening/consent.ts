import type {ContainerFacts} from '../facts/index.js';
import {own, type SafeText} from '../terminal/safe-text.js';
import {sanitise} from '../terminal/sanitise.js';
import type {HardeningEvidence} from './evidence/evidence.js';
import {type DataCopy, sizes} from './rehearsal/data-copy.js';
import {twinMemory} from './rehearsal/twin.js';

type Choices = {
	/** The user's own check. */
	readonly check: string | null;
	/** What the twins get a copy of, where that was chosen. */
	readonly data: DataCopy | null;
};

/** Exactly what a rehearsal will create, for the question before it. */
export function consentText(facts: ContainerFacts, evidence: HardeningEvidence, {check, data}: Choices): SafeText[] {
	const secrets = facts.env.filter(variable => variable.secret).length;
	const limit = Math.ceil(twinMemory(facts, evidence) / 2 ** 20);
	const replaced = facts.mounts.filter(mount => mount.writable && (mount.kind === 'bind' || mount.kind === 'volume')).length;
	return [
		sanitise(`Rehearse ${facts.name}? Nothing of yours is touched. This will create, and remove again:`),
		sanitise(
			`  3 to 20 short-lived containers dockscope-twin-*, at most 2 at once, from ${facts.imageId.slice(0, 19)} (network none, no ports, 1 CPU, ${limit} MB)`,
		),
		volumesLine(replaced, data),
		sanitise(`  its environment (${facts.env.length} variables, ${secrets} look secret) is copied into them on this host`),
		own(
			'  with root and a local engine: its ports are asked harmless questions from within its network, and a trace instance of the kernel (tracefs, which is mounted where it is not, and stays so; before Linux 6.14 with probes on cap_capable)',
		),
		own('  removed first: what an earlier rehearsal of yours left behind, proven by its journal (dockscope sweep lists it)'),
		...(check === null ? [] : [sanitise(`  and run in its network, by this user: ${check}`)]),
	];
}

function volumesLine(replaced: number, data: DataCopy | null): SafeText {
	if (data !== null && data.length > 0)
		return sanitise(
			`  anonymous volumes in place of ${replaced} writable mounts, each twin with a copy of the data as it is now (${sizes(data)}), removed with the twin`,
		);
	return sanitise(
		replaced > 0
			? `  anonymous volumes in place of ${replaced} writable mounts, filled from the image: your data is not copied`
			: '  anonymous volumes where the plan asks for them',
	);
}
