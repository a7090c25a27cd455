import type {EngineAddress} from '../../engine/address.js';
import type {EngineError} from '../../engine/engine-error.js';
import type {EngineReader} from '../../engine/engine-reader.js';
import {createReader} from '../../engine/reader.js';
import {openFleet} from '../../fleet/fleet.js';
import type {Fleet} from '../../fleet/fleet-model.js';
import {localHost} from '../../fleet/local-host.js';
import {sweepAtStart} from '../../hardening/rehearsal/sweep-at-start.js';
import {policyPlaces} from '../../policy/load-policy.js';
import type {Policy} from '../../policy/policy.js';
import {rules} from '../../rules/index.js';
import type {TerminalFeatures} from '../../terminal/features.js';
import {own, type SafeText, safely} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import type {TerminalSession} from '../../terminal/session.js';
import type {Run} from '../run.js';
import {openDemo, openReplay, type Source} from '../source/connect.js';
import {policyOf} from '../source/load-fleet.js';
import type {LoadingScreen} from './loading-screen.js';
import {type Fallback, type InspectorOptions, runInspector} from './run-inspector.js';
import {heap} from './small-heap.js';
import type {Engines, Place} from './start-inspector.js';
import {unreachableFleet} from './unreachable-fleet.js';

/** Wires the inspector to its engine, or to what it shows in the place of one. */
export async function openInspector(
	run: Run,
	place: Place,
	features: TerminalFeatures,
	engines: Engines,
	terminal: TerminalSession,
	loading: LoadingScreen | null,
): Promise<number> {
	const policy = await policyOf(run);
	const demo = async (why: string): Promise<Fallback> => {
		const source = await openDemo();
		const fleet = fleetOf(source, policy);
		return {
			fleet,
			title: own('demo'),
			banner: safely`demo fleet, recorded from a real engine: ${own(why)}`,
			loadHardener: hardenerOf(source.reader, fleet, null),
			loadScans: scansOf(source, run.env),
		};
	};
	const common = {
		policy,
		ascii: !features.unicode,
		color: features.color,
		multiplexer: features.multiplexer,
		stdin: run.stdin,
		stdout: run.stdout,
		terminal,
		loading,
		writeWaiver: waiverWriter(run, policy),
		openDemo: () => demo('asked for'),
		loadScans: null,
		loadHardener: null,
		listEngines: engines.list,
		context: engines.context === null ? null : sanitise(engines.context),
		chooseEngine: engines.choose,
		look: engines.look,
		keepLook: engines.keepLook,
	} satisfies Partial<InspectorOptions>;

	if (place.kind === 'replay') {
		const source = await openReplay(run);
		if (source !== null) {
			const banner = run.line.flag('demo')
				? own('demo fleet, recorded from a real engine')
				: safely`${source.reader.endpoint}: nothing here is live`;
			const fleet = fleetOf(source, policy);
			return runInspector({
				...common,
				fleet,
				title: source.reader.endpoint,
				banner,
				stats: null,
				loadHardener: hardenerOf(source.reader, fleet, null),
				loadScans: scansOf(source, run.env),
				fallback: null,
				listEngines: null,
				openDemo: null,
			});
		}
	}
	if (place.kind === 'engine') {
		const reader = createReader(place.address, {firstList: place.firstList, env: run.env});
		const fallback = place.named
			? null
			: (error: EngineError) => (error.kind === 'permission' ? Promise.resolve(null) : demo(firstLine(error)));
		const source = {reader, recordedHost: null, recordedScans: null};
		const fleet = fleetOf(source, policy);
		sweepAtStart(fleet, async () => (await import('../../engine/writer.js')).createWriter(place.address), Date.now);
		return runInspector({
			...common,
			fleet,
			title: reader.endpoint,
			banner: null,
			stats: (id, signal) => reader.stats(id, signal),
			loadHardener: hardenerOf(reader, fleet, place.address),
			loadScans: scansOf(source, run.env),
			fallback,
		});
	}
	const error = place.kind === 'none' ? place.error : null;
	if (error !== null && error.kind === 'permission') {
		return runInspector({
			...common,
			fleet: unreachableFleet(error),
			title: own('no engine'),
			banner: null,
			stats: null,
			fallback: null,
		});
	}
	const shown = await demo(error === null ? 'no engine' : firstLine(error));
	return runInspector({...common, ...shown, stats: null, fallback: null, openDemo: null});
}

/** Scans of a live engine's images, or those that a snapshot carries; loaded when first asked for. */
const scansOf =
	({reader, recordedScans: recorded}: Source, variables: Run['env']): InspectorOptions['loadScans'] =>
	async () => {
		const [{createScanService}, {scanEnvironment}, {openTree}, {enrichmentOf}, {recordedScans}] = await Promise.all([
			import('../../store/scans.js'),
			import('../../scanners/detect.js'),
			import('../../host/host-tree.js'),
			import('../source/kept-scans.js'),
			import('../../scanners/recorded-scans.js'),
		]);
		const environment = {...scanEnvironment(variables, reader), engine: reader};
		const enrichment = async () => {
			// The page says where its numbers come from: stderr is the screen here.
			const notes: SafeText[] = [];
			return {...(await enrichmentOf(environment, text => notes.push(text))), notes};
		};
		return createScanService({
			environment,
			recorded: recorded && recordedScans(recorded),
			host: openTree('/'),
			now: Date.now,
			enrichment,
			heap,
		});
	};

/** Plans for the Fix page; rehearsals where the engine is live. Loaded when the page is first opened. */
const hardenerOf =
	(reader: EngineReader, fleet: Fleet, address: EngineAddress | null): InspectorOptions['loadHardener'] =>
	async () => {
		const [{createHardener}, {createWriter}] = await Promise.all([
			import('../../hardening/hardener.js'),
			import('../../engine/writer.js'),
		]);
		return createHardener({reader, fleet, openWriter: address === null ? null : () => createWriter(address), now: Date.now});
	};

const firstLine = ({message}: EngineError): string => message.split('\n')[0] ?? message;

const fleetOf = ({reader, recordedHost}: Source, policy: Policy) => openFleet(reader, {policy, recordedHost, host: localHost()});

/** Waivers go into the policy file that holds, or into a new one in the working directory. */
function waiverWriter({env, line}: Run, {path}: Policy): InspectorOptions['writeWaiver'] {
	const places = policyPlaces({file: line.value('policy'), workingDirectory: process.cwd(), environment: env});
	const file = path ?? places[0];
	if (file === undefined) return null;
	return async ({rule, container, reason, expires}) => {
		const waiver = {rule, target: {name: container}, reason, owner: env['USER'] ?? null, expires};
		const {writeWaiver} = await import('../../policy/write-waiver.js');
		return {policy: await writeWaiver(file, waiver, rules), where: sanitise(file)};
	};
}
