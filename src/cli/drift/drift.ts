import {type EngineReader, forEachLimited, type HostAccess, severities, trusted, UsageError} from '../../base/index.js';
import {
	type AssessedContainer,
	auditReport,
	everything,
	type Fleet,
	type FleetEntry,
	hiddenOf,
	policyInForce,
	reaches,
	rules,
} from '../../judge/index.js';
import {
	type DriftReport,
	type DriftSources,
	driftJson,
	driftText,
	engineIdentity,
	foreignProcessesQuestion,
	readDriftRecord,
	readSavedBaseline,
	StoreError,
	storePath,
	summariseDrift,
	type Workload,
	workloadDrifts,
} from '../../record/index.js';
import {meantBy, targetFilter} from '../audit/targets.js';
import {exitStatus} from '../exit-status.js';
import {runOptions} from '../record/run-options.js';
import type {Run} from '../run.js';
import {withFleet} from '../source/load-fleet.js';
import {tableStyle} from '../table-style.js';
import {unknownGate} from '../unknown-limit.js';
import {version} from '../version.js';
import {writeResult} from '../write-result.js';
import {baselineFile, savedBaseline} from './baseline-option.js';
import {saveBaselineAsAsked} from './save-baseline.js';

/** `dockscope drift [NAME]`: what became of each workload, and how running containers differ from their images. */
export async function drift(run: Run): Promise<number> {
	const {line} = run;
	if (line.flag('save-baseline')) return saveBaselineAsAsked(run);
	const [name = null, ...more] = line.targets;
	if (more.length > 0) throw new UsageError('dockscope drift takes one name: of a container, a Compose service or a workload.');
	const judgeUnknown = unknownGate(line);
	const file = await baselineFile(run);
	return withFleet(
		run,
		async ({fleet, reader, policy, host}) => {
			const about = sourcesOf(run, reader, fleet);
			const {entries, gone} = selected(name, fleet.model().entries, about);
			// The posture is compared as the audit without --deep judges it, so that both say the same.
			const judged = entries.flatMap(({assessed}) => assessed ?? []);
			const deep = await withChanges(fleet, judged);
			const sources = {...about, foreign: about.seesHost ? await foreignOf(host, deep, run.signal) : new Map()};
			const model = fleet.model();
			const saved = line.value('baseline') === null ? readSavedBaseline(run.env, model.engine) : null;
			const baseline = file ?? savedBaseline(run, model.engine) ?? saved?.baseline ?? null;
			const ids = new Set(entries.map(({id}) => id));
			const {engine, unseen} = auditReport(
				model,
				{version, now: ''},
				{...everything, container: id => ids.has(id), listed: () => false},
				[],
			);
			const isPodman = model.engine?.kind === 'podman';
			const optionsOf = (container: AssessedContainer) => runOptions(container, isPodman);
			const report: DriftReport = {
				engine,
				policy: policyInForce(policy, rules),
				hidden: hiddenOf(judged),
				at: sources.now,
				baseline:
					baseline === null ? null : {path: saved?.path ?? line.value('baseline') ?? '', generatedAt: baseline.generatedAt},
				canSave: !reader.replayed,
				recording: sources.recording,
				whyNotRecorded: sources.recording === null ? sources.whyNotRecorded : '',
				workloads: workloadDrifts({judged, deep, gone, baseline, sources, optionsOf}),
				unseen,
			};
			const isJson = line.value('format') === 'json';
			await writeResult(run, isJson ? driftJson(report, version) : driftText(report, name !== null, tableStyle(run)));
			const summary = summariseDrift(report.workloads);
			const {exceeded, message} = judgeUnknown(summary.unknown);
			if (message !== null) run.stderr.write(`dockscope: ${message}\n`);
			const threshold = severities.find(severity => severity === line.value('fail-on'));
			if (threshold !== undefined && reaches(summary, threshold)) return exitStatus.threshold;
			if (exceeded) return exitStatus.threshold;
			return unseen.length > 0 ? exitStatus.engine : exitStatus.done;
		},
		{withHistories: true},
	);
}

/** What can be looked at besides the engine, and why not. */
function sourcesOf({env}: Run, reader: EngineReader, fleet: Fleet): Omit<DriftSources, 'foreign'> & {readonly seesHost: boolean} {
	const now = Date.now();
	const whyNoHost = whyNoHostOf(reader, fleet);
	const host = {seesHost: whyNoHost === null, whyNoHost: whyNoHost ?? ''};
	if (reader.replayed) return {...host, now, recording: null, whyNotRecorded: 'a snapshot has no history'};
	const {engine} = fleet.model();
	const identity = engine === null ? trusted('') : engineIdentity(engine);
	try {
		const path = storePath(env);
		if (path === null) return {...host, now, recording: null, whyNotRecorded: 'dockscope record has not run here'};
		const recording = readDriftRecord(path, identity, now);
		if (recording.first !== null) return {...host, now, recording, whyNotRecorded: ''};
		return {...host, now, recording: null, whyNotRecorded: 'dockscope record has not recorded this engine'};
	} catch (error) {
		if (!(error instanceof StoreError)) throw error;
		return {...host, now, recording: null, whyNotRecorded: error.message};
	}
}

function whyNoHostOf(reader: EngineReader, fleet: Fleet): string | null {
	if (reader.replayed) return 'a snapshot does not show where programs come from';
	if (fleet.model().engine?.local !== true) return 'the engine is not on this machine';
	return process.getuid?.() === 0 ? null : 'where the program of a process comes from needs root on the host of the engine';
}

/** The containers that a name means, or a workload that the recorder knows although it has none any more. @throws UsageError */
function selected(
	name: string | null,
	entries: readonly FleetEntry[],
	{recording}: Pick<DriftSources, 'recording'>,
): {readonly entries: readonly FleetEntry[]; readonly gone: readonly Workload[]} {
	if (name === null) return {entries, gone: []};
	const ofWorkload = entries.filter(({assessed}) => {
		const compose = assessed?.facts.compose ?? null;
		return compose !== null && `${compose.project}/${compose.service}` === name;
	});
	if (ofWorkload.length > 0) return {entries: ofWorkload, gone: []};
	const meant = meantBy(name, entries);
	if (meant.length > 0) return {entries: meant, gone: []};
	const gone = recording?.workloads.filter(one => one.name === name) ?? [];
	// For its message.
	if (gone.length === 0) targetFilter([name], entries);
	return {entries: [], gone};
}

/** The running ones once more, with the files that they have changed. */
async function withChanges(fleet: Fleet, judged: readonly AssessedContainer[]): Promise<ReadonlyMap<string, AssessedContainer>> {
	const running = judged.filter(({facts}) => facts.status === 'running' && !facts.readOnlyRoot);
	await forEachLimited(running, 4, ({facts}) => fleet.ask(facts.id, 'changes'));
	return new Map(fleet.model().entries.flatMap(({id, assessed}) => (assessed === null ? [] : [[id, assessed] as const])));
}

/** What the running ones execute that is not of their images. */
async function foreignOf(
	host: HostAccess,
	containers: ReadonlyMap<string, AssessedContainer>,
	signal: AbortSignal,
): Promise<DriftSources['foreign']> {
	const found = new Map<string, Awaited<ReturnType<typeof look>>>();
	const look = ({id, pid, mounts, raw: {Id, GraphDriver, HostConfig}}: AssessedContainer['facts']) =>
		host.ask(foreignProcessesQuestion, [{id, pid, mounts, raw: {Id, GraphDriver, HostConfig}}], signal);
	for (const {facts} of containers.values()) if (facts.status === 'running') found.set(facts.id, await look(facts));
	return found;
}
