import {dirname} from 'node:path';
import {
	configurationDirectory,
	EngineError,
	isManagedByCompose,
	nearest,
	raceAbort,
	type SafeText,
	safe,
	sanitise,
	trusted,
	UsageError,
	workingDirectory,
	YamlError,
} from '../../base/index.js';
import {
	type AssessedContainer,
	type Fleet,
	type FleetEntry,
	type FleetOptions,
	loadPolicy,
	openFleet,
	type Policy,
	rules,
} from '../../judge/index.js';
import {detectionSlugs} from '../../record/index.js';
import {cacheRefusal, hasKeptScans} from '../../scan/index.js';
import type {Run} from '../run.js';
import {connect, type EngineSource} from './connect.js';
import {isIdPrefix, tooShortForId} from './id-prefix.js';

export type LoadedFleet = Pick<EngineSource, 'reader' | 'host'> & {readonly fleet: Fleet; readonly policy: Policy};

/** The policy of this run: `--policy`, else the first one found. One that does not count is named on stderr, once. */
export async function policyOf(run: Run): Promise<Policy> {
	const policy = await quietPolicyOf(run);
	tellOnce(run, policy.refused);
	return policy;
}

const written = new WeakMap<Run['stderr'], Set<SafeText>>();

/** The policy is read several times in a run. */
function tellOnce({stderr}: Run, text: SafeText | null): void {
	const before = written.get(stderr) ?? new Set();
	if (text === null || before.has(text)) return;
	written.set(stderr, before.add(text));
	stderr.write(`dockscope: ${text}\n`);
}

/** The same where a header names it: the terminal UI owns the screen that stderr would write to. */
export async function quietPolicyOf({line, env}: Run): Promise<Policy> {
	try {
		return await loadPolicy(
			{file: line.value('policy'), workingDirectory: workingDirectory(), environment: env},
			rules,
			detectionSlugs,
		);
	} catch (error) {
		if (error instanceof YamlError) throw new UsageError(error.message, {cause: error});
		throw error;
	}
}

/**
 * The same where `notify` takes effect. It runs programs and sends what happens here: a file that only lies in the working directory (/tmp, a
 * checkout) may belong to anyone, and decides nothing of that. Its exceptions count everywhere, as its waivers do: what they cover is kept.
 *
 * @throws UsageError for such a file
 */
export async function trustedPolicy(run: Run): Promise<Policy> {
	const policy = await policyOf(run);
	const {notify, path} = policy;
	if (notify.length === 0 || path === null || run.line.value('policy') !== null) return policy;
	const own = configurationDirectory(run.env);
	if (dirname(path) === own) return policy;
	const file = sanitise(path);
	throw new UsageError(
		`${file} has "notify", and was only found in the working directory: name it with --policy ${file}, or move it to ${sanitise(own)}.`,
	);
}

/** Opens a fleet and loads it completely; the caller closes it. */
export async function loadFleet(run: Run, known?: Policy, options?: Pick<FleetOptions, 'withHistories'>): Promise<LoadedFleet> {
	const policy = known ?? (await policyOf(run));
	return loadFleetFrom(await connect(run), run, policy, options);
}

/** The same from a source that is already open. */
export async function loadFleetFrom(
	{reader, host, recordedHost, recordedScans, ownContainer}: EngineSource,
	run: Run,
	policy: Policy,
	options: Pick<FleetOptions, 'withHistories'> = {},
): Promise<LoadedFleet> {
	const fleet = openFleet(reader, {policy, recordedHost, ownContainer, host, unwatched: true, ...options});
	try {
		await raceAbort(fleet.start(), run.signal);
		if (recordedScans === null) tellOnce(run, cacheRefusal(run.env));
		if (recordedScans !== null || hasKeptScans(run.env))
			await (await import('./cached-scans.js')).giveScans(fleet, {reader, recordedScans}, run);
	} catch (error) {
		fleet.close();
		throw error;
	}
	return {fleet, reader, host, policy};
}

/** Opens a fleet, and closes it with its reader after the work. */
export async function withFleet<T>(
	run: Run,
	work: (loaded: LoadedFleet) => Promise<T>,
	options?: Pick<FleetOptions, 'withHistories'>,
): Promise<T> {
	const loaded = await loadFleet(run, undefined, options);
	try {
		return await work(loaded);
	} finally {
		loaded.fleet.close();
		loaded.reader.close();
	}
}

/** The one container on the command line, as typed. @throws UsageError */
export function containerName({line: {command, targets}}: Run): string {
	const [name, ...more] = targets;
	if (name === undefined || more.length > 0)
		throw new UsageError(`dockscope ${command} takes one container: its name, its Compose service or its id.`);
	return name;
}

/**
 * The container that a name, an id, a Compose service (`web`, `shop/web`) or an id prefix refers to.
 *
 * @throws UsageError when there are none or several
 * @throws EngineError when the engine does not show it
 */
export function findContainer(fleet: Fleet, wanted: string): AssessedContainer {
	const {entries} = fleet.model();
	const bare = wanted.replace(/^\//, '');
	const named = entries.filter(({name, id}) => name === bare || id === bare);
	const served = named.length > 0 ? named : entries.filter(entry => isOfService(entry, bare));
	const meant = served.length > 0 ? served : entries.filter(({id}) => isIdPrefix(bare, id));
	const [entry] = meant;
	if (entry === undefined) throw new UsageError(`no container "${sanitise(wanted)}"${otherThan(bare, entries)}`);
	if (meant.length > 1)
		throw new UsageError(
			`"${sanitise(wanted)}" matches ${served.length > 0 ? 'the Compose service' : 'the ids'} of ${meant.length} containers: ${meant.map(({name}) => name).join(', ')}.`,
		);
	return assessedOf(entry);
}

/** What could be meant instead: a Compose project, which has its own plan, or a name or service that is close. */
function otherThan(wanted: string, entries: readonly FleetEntry[]): string {
	const composed = entries.flatMap(({assessed}) => assessed?.facts.compose ?? []);
	if (composed.some(({project}) => project === wanted))
		return `: it is a Compose project. dockscope harden --project ${sanitise(wanted)} is for all of it.`;
	const names = [...entries.map(({name}) => name), ...composed.map(({service}) => service)];
	return `${nearest(wanted, names)}${tooShortForId(wanted)}. dockscope audit lists them.`;
}

/** Hooks of a service and one-off runs are not the service. */
function isOfService({assessed}: FleetEntry, wanted: string): boolean {
	const compose = assessed?.facts.compose ?? null;
	if (compose === null || compose.hook !== null || !isManagedByCompose(assessed?.facts.raw.Config?.Labels)) return false;
	return wanted === compose.service || wanted === `${compose.project}/${compose.service}`;
}

function assessedOf({assessed, failed, name}: FleetEntry): AssessedContainer {
	if (assessed !== null) return assessed;
	throw new EngineError(
		'engine',
		safe`${name} could not be inspected: ${failed === null ? trusted('it is gone') : sanitise(failed.reason)}.`,
	);
}
