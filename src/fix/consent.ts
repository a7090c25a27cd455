import {type ContainerFacts, counted, type SafeText, safe, sanitise, trusted} from '../base/index.js';
import type {HardeningEvidence} from './evidence/evidence.js';
import {type Copies, mountsToReplace, sizes} from './rehearsal/copies.js';
import type {RecordedTraffic} from './rehearsal/replay/har.js';
import {twinMemory} from './rehearsal/twin.js';

type Choices = {
	/** The user's own check. */
	readonly check: string | null;
	/** Recorded requests for the twins. */
	readonly replay?: RecordedTraffic | null;
	/** The replacements for its mounts in the twins. */
	readonly copies: Copies;
};

/** Exactly what a rehearsal will create, for the consent question. */
export function consentText(
	facts: ContainerFacts,
	evidence: HardeningEvidence,
	{check, replay = null, copies}: Choices,
): SafeText[] {
	const secrets = facts.env.filter(variable => variable.secret).length;
	const limit = Math.ceil(twinMemory(facts, evidence) / 2 ** 20);
	return [
		sanitise(`Rehearse ${facts.name}? Your containers are not changed. This will create, and remove afterwards:`),
		sanitise(
			`  3 to 20 short-lived containers dockscope-twin-*, at most 2 at once, from ${facts.imageId.slice(0, 19)} (network none, no ports, 1 CPU, ${limit} MB)`,
		),
		...mountLines(facts, copies),
		sanitise(
			`  its environment (${counted(facts.env.length, 'variable')}, ${secrets === 1 ? '1 looks like a secret' : `${secrets} look like secrets`}) is copied into them`,
		),
		trusted("  the engine's events, log and authorization plugins see them, as they see every container"),
		trusted(
			'  with root and a local engine: a kernel trace instance (tracefs, which is mounted if it is not, and stays mounted; before Linux 6.14 with kprobes on cap_capable)',
		),
		...exercises,
		trusted(
			'  removed first: anything an earlier rehearsal of yours left behind, as proven by its journal (dockscope sweep lists it)',
		),
		...(check === null ? [] : [sanitise(`  and run in its network, as this user: ${check}`)]),
		...(replay === null ? [] : [safe`  and get the ${replay.requests.length} recorded requests, in order`]),
	];
}

/** What the twins do; their data is thrown away with them. */
const exercises: readonly SafeText[] = [
	trusted('  with root and a local engine the twins, which have no network, are asked from inside to'),
	trusted('    reply to harmless probes of their ports, and to up to 120 more requests at each (a few seconds)'),
	trusted(
		'    take a write where their protocol has one: a file by HTTP or anonymous FTP, a key, a message, a table, a mail to postmaster (logins of their environment are used, and never shown)',
	),
	trusted(
		'    wait: 5 seconds, or one to two minutes if they run a scheduler; reload, where the program has a signal for it; stop',
	),
];

/** Twins get no mount of the original: lists the replacement of each. */
function mountLines({raw}: ContainerFacts, {mounts, withheld, withData}: Copies): SafeText[] {
	const isCopied = new Set(mounts.map(({path}) => path));
	const isWithheld = new Set(withheld.map(({path}) => String(path)));
	const empty = mountsToReplace(raw.Mounts).filter(
		({Destination: path = ''}) => !isCopied.has(path) && !isWithheld.has(path),
	).length;
	const readOnly = mounts.filter(mount => mount.readOnly);
	const writable = mounts.filter(mount => !mount.readOnly);
	const copies = withData ? 'the data as it is now' : 'its single files as they are now';
	return [
		...(readOnly.length > 0
			? [sanitise(`  a copy of its read-only mounts for each twin (${sizes(readOnly)}), removed with the twin`)]
			: []),
		...(writable.length > 0 ? [sanitise(`  a copy of ${copies} for each twin (${sizes(writable)}), removed with the twin`)] : []),
		...(empty > 0
			? [
					sanitise(
						`  anonymous volumes in place of ${counted(empty, 'writable mount')}, filled from the image: your data is not copied`,
					),
				]
			: [trusted('  anonymous volumes where the plan asks for them')]),
		...(withheld.length > 0
			? [
					sanitise(
						`  and never: ${withheld
							.slice(0, 5)
							.map(({path, what}) => `${path} (${what})`)
							.join(', ')}${withheld.length > 5 ? ` and ${withheld.length - 5} more` : ''}, which twins do not get`,
					),
				]
			: []),
	];
}
