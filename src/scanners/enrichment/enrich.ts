import {access} from 'node:fs/promises';
import {join} from 'node:path';
import {unknown} from '../../answers/known.js';
import {EngineError} from '../../engine/engine-error.js';
import type {EngineReader} from '../../engine/engine-reader.js';
import type {HostTree} from '../../host/host-tree.js';
import {own, type SafeText} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import {collect} from '../formats/sliced.js';
import type {ScanReport, Vulnerability} from '../report.js';
import type {ScanTarget} from '../scanner.js';
import {consensus} from './consensus.js';
import {EnrichmentError, readEpss, readKev, withExploitation} from './exploitation.js';
import {liveFiles, mostLoaded, packageFiles, type Usage, withUsage} from './loaded.js';
import {byPriority} from './priority.js';
import {readSuppression, type Suppressed, type Suppression, suppress} from './suppression.js';

export {EnrichmentError};

/** The user's own files, ready to be asked. */
export type Enrichment = {
	readonly epssFile: string | null;
	readonly kev: ReadonlySet<string> | null;
	readonly suppressions: readonly Suppression[];
};

type Given = {
	readonly epss: string | null;
	readonly kev: string | null;
	readonly vex: readonly string[];
	readonly workingDirectory: string | null;
	readonly now: () => Date;
};

const ignoreFiles = ['.trivyignore', '.trivyignore.yaml', '.grype.yaml'];

/** @throws EnrichmentError for a file that was named and cannot be used */
export async function readEnrichment({epss, kev, vex, workingDirectory, now}: Given): Promise<Enrichment> {
	const found = workingDirectory === null ? [] : await existing(ignoreFiles.map(name => join(workingDirectory, name)));
	if (epss !== null)
		await access(epss).catch((error: Error) => Promise.reject(new EnrichmentError(`cannot read ${epss}: ${error.message}`)));
	return {
		epssFile: epss,
		kev: kev === null ? null : await readKev(kev),
		suppressions: await Promise.all([...found, ...vex].map(path => readSuppression(path, now()))),
	};
}

async function existing(paths: readonly string[]): Promise<string[]> {
	const there = await Promise.all(
		paths.map(path =>
			access(path).then(
				() => path,
				() => null,
			),
		),
	);
	return there.filter(path => path !== null);
}

export type EnrichedReport = ScanReport & {readonly suppressed: readonly Suppressed[]};

type About = {
	readonly target: ScanTarget;
	readonly enrichment: Enrichment;
	readonly engine: EngineReader | null;
	readonly host: HostTree | null;
	readonly signal: AbortSignal;
};

/** Folds the reports of one image into one, with everything that is known of this host, most urgent first. */
export async function enrich(
	reports: readonly ScanReport[],
	{target, enrichment, engine, host, signal}: About,
): Promise<EnrichedReport> {
	const [leading] = reports;
	if (leading === undefined) throw new EnrichmentError('no report');
	const rows = reports.length === 1 ? leading.vulnerabilities : consensus(reports);
	const names = new Set<string>(rows.flatMap(row => [row.id, ...row.aliases]));
	const epss = enrichment.epssFile === null ? null : await readEpss(enrichment.epssFile, names);
	const {kept, suppressed} = suppress(rows, enrichment.suppressions);
	const uses = engine === null ? [] : await usageOfContainers(engine, {host, imageId: target.id, signal}).catch(withoutEngine);
	const told = await collect(
		mapped(kept, row => withHost(withExploitation(row, {epss, kev: enrichment.kev}), uses)),
		signal,
	);
	return {...leading, ...joined(reports), vulnerabilities: await byPriority(told, signal), suppressed};
}

/** One row after the other, so that a report of 20,000 rows lets keys be answered in between. */
function* mapped<T, R>(rows: Iterable<T>, change: (row: T) => R): Generator<R, void> {
	for (const row of rows) yield change(row);
}

/** Several scanners: complete where one of them was, by all of their names. */
function joined(reports: readonly ScanReport[]): Partial<ScanReport> {
	if (reports.length < 2) return {};
	const complete = reports.some(({state}) => state === 'complete');
	return {
		state: complete ? 'complete' : (reports[0]?.state ?? 'failed'),
		notes: [
			...new Set(reports.flatMap(({notes}) => notes)),
			sanitise(`by ${reports.map(({scanner}) => scanner.name).join(' and ')}`),
		],
		packages: Math.max(...reports.map(({packages}) => packages ?? 0)) || null,
		secrets: reports.flatMap(({secrets}) => secrets),
		misconfigurations: reports.flatMap(({misconfigurations}) => misconfigurations),
		error: complete ? null : (reports.find(({error}) => error !== null)?.error ?? null),
	};
}

/** What one container of the image tells: the files that it runs, and whether it can be reached. */
type ContainerUse = {readonly usage: Usage; readonly exposed: boolean};

function withHost(row: Vulnerability, uses: readonly ContainerUse[]): Vulnerability {
	if (uses.length === 0) return {...row, loaded: 'unknown', loadedReason: own('no container of this image runs'), exposed: null};
	return {...row, ...pickLoaded(uses.map(({usage}) => withUsage(row, usage))), exposed: uses.some(({exposed}) => exposed)};
}

function pickLoaded(rows: readonly Vulnerability[]) {
	const {loaded, loadedReason} = mostLoaded(rows);
	return {loaded, loadedReason};
}

/** An engine that went away during a long scan must not cost the report. */
function withoutEngine(error: unknown): readonly ContainerUse[] {
	if (error instanceof EngineError && error.kind !== 'cancelled') return [];
	throw error;
}

type Where = {host: HostTree | null; imageId: string | null; signal: AbortSignal};

/** The running containers of an image; the package lists are read once, as the image is the same. */
async function usageOfContainers(engine: EngineReader, {host, imageId, signal}: Where): Promise<readonly ContainerUse[]> {
	const running = (await engine.containers({all: false}, signal)).filter(row => row.ImageID === imageId);
	const [one] = running;
	if (one === undefined) return [];
	const tree = host !== null && (await engine.isLocal()) ? host : null;
	const files = await packageFiles(engine, one.Id, signal).then(
		value => ({known: true as const, value}),
		(error: unknown) => {
			if (error instanceof EngineError) return unknown('engine:/archive', reason(error.message));
			throw error;
		},
	);
	const uses: ContainerUse[] = [];
	for (const row of running) {
		const live =
			tree === null ? unknown('host:/proc', 'the engine is not on this host') : await liveFilesOf(row.Id, {engine, tree, signal});
		uses.push({usage: {live, files}, exposed: row.HostConfig?.NetworkMode === 'host' || (row.Ports ?? []).some(isReachable)});
	}
	return uses;
}

/** A container that has gone since it was listed, or may not be inspected, costs its own answer alone. */
async function liveFilesOf(
	id: string,
	{engine, tree, signal}: {engine: EngineReader; tree: HostTree; signal: AbortSignal},
): Promise<Usage['live']> {
	try {
		const {State} = await engine.inspect(id, signal);
		return liveFiles(tree, State?.Pid ?? 0);
	} catch (error) {
		if (error instanceof EngineError) return unknown('engine:/containers', reason(error.message));
		throw error;
	}
}

const reason = (text: string): SafeText => sanitise(text);

/** Published on more than loopback. On the host's own network every listener counts as reachable. */
function isReachable(port: {IP?: string; PublicPort?: number}): boolean {
	return port.PublicPort !== undefined && port.IP !== undefined && !/^(127\.|::1$)/.test(port.IP);
}
