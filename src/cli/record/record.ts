import {
	counted,
	createJournal,
	type EngineReader,
	followEvents,
	JournalError,
	quoted,
	raceAbort,
	removeLeftTraces,
	sanitise,
	UsageError,
} from '../../base/index.js';
import {openFleet} from '../../judge/index.js';
import {engineIdentity, isFalco, openAlertPositions, openStore, runRecorder, StoreError} from '../../record/index.js';
import {exitStatus} from '../exit-status.js';
import type {Run} from '../run.js';
import {connect} from '../source/connect.js';
import {trustedPolicy} from '../source/load-fleet.js';
import {readAlertSources} from './alert-sources.js';
import {expectedBy, expiredExceptions} from './expected.js';
import {exporting} from './exporting.js';
import {printUnit} from './install.js';
import {notifying} from './notifying.js';
import {readPolicyAgain} from './policy-again.js';
import {runOptions} from './run-options.js';
import {settingsOf} from './settings.js';
import {recordStatus} from './status.js';

/**
 * `dockscope record`: records until it is stopped, which is its ordinary end. `record status` shows what is recorded, `--install` prints a systemd
 * unit.
 */
export async function record(run: Run): Promise<number> {
	const [action, ...more] = run.line.targets;
	if (more.length > 0 || (action !== undefined && action !== 'status'))
		throw new UsageError(`dockscope record takes no argument but "status", not ${quoted(more[0] ?? action ?? '')}.`);
	try {
		if (action === 'status') return await recordStatus(run);
		const settings = settingsOf(run);
		return run.line.flag('install') ? await printUnit(run) : await startRecording(run, settings);
	} catch (error) {
		if (error instanceof StoreError || error instanceof JournalError) throw new UsageError(error.message, {cause: error});
		throw error;
	}
}

async function startRecording(run: Run, {limits, learning, sources, exports}: ReturnType<typeof settingsOf>): Promise<number> {
	let policy = await trustedPolicy(run);
	const {exceptions, path} = policy;
	if (exceptions.length > 0 && path !== null)
		run.stderr.write(`${counted(exceptions.length, 'exception')} for alerts in ${sanitise(path)}\n`);
	for (const line of expiredExceptions(policy, new Date().toISOString())) run.stderr.write(`${line}\n`);
	const {reader, host} = await connect(run);
	if (reader.replayed) {
		reader.close();
		throw new UsageError('record needs a live engine: a recorded fleet does nothing.');
	}
	const isRoot = process.getuid?.() === 0;
	const journal = isRoot ? createJournal(run.env) : null;
	const fleet = openFleet(reader, {policy, host});
	try {
		const readPolicy = readPolicyAgain(run, now => {
			policy = now;
			fleet.usePolicy(now);
		});
		await raceAbort(fleet.start(), run.signal);
		const {engine} = fleet.model();
		const find = (id: string) => fleet.model().entries.find(entry => entry.id === id)?.assessed?.facts ?? null;
		const opened = openStore(run.env, limits, engine && engineIdentity(engine));
		const store = notifying(exporting(opened, exports, find, run), policy, run);
		const positions = sources.some(({kind}) => kind === 'file') ? openAlertPositions(store.folder) : null;
		try {
			const left = journal === null ? 0 : removeLeftTraces(journal);
			if (left > 0) run.stderr.write(`removed ${counted(left, 'kernel trace')} left by a dockscope that was killed\n`);
			await runRecorder({
				reader,
				host,
				fleet,
				store,
				expected: (...alert) => expectedBy(policy)(...alert),
				journal,
				learning,
				signal: run.signal,
				follow: followingOf(reader, run),
				readAlerts: (sink, signal) => readAlertSources(sources, run, sink, signal, {folder: store.folder, positions}),
				positions,
				hasAlerts: ({facts}) =>
					isFalco(facts.image) || sources.some(source => source.kind === 'container' && source.name === facts.name),
				async refresh() {
					await readPolicy();
					await fleet.refresh();
				},
				optionsOf: container => runOptions(container, fleet.model().engine?.kind === 'podman'),
				onTrouble: why => void run.stderr.write(`no alerts from ${why}\n`),
				onStarted(sees, missing) {
					run.stderr.write(`recording ${reader.endpoint}: ${sees.join(', ')}; Ctrl-C stops\n`);
					for (const reason of missing) run.stderr.write(`not recorded: ${reason}\n`);
				},
			});
		} finally {
			await store.close();
		}
		return exitStatus.done;
	} finally {
		journal?.close();
		fleet.close();
		reader.close();
	}
}

/** The events of the engine; that it is away is said once, not for each retry. */
function followingOf(reader: EngineReader, run: Run): Parameters<typeof runRecorder>[0]['follow'] {
	let isAway = false;
	return (signal, onEvent, onGap, onOpen) =>
		followEvents(reader, signal, {
			onEvent,
			onOpen,
			onLost(message) {
				if (!isAway) run.stderr.write(`${message}\n`);
				isAway = true;
			},
			async onBack() {
				if (isAway) run.stderr.write('the engine answers again; what happened in between may not be recorded\n');
				isAway = false;
				onGap();
			},
			onRefused: error => {
				run.stderr.write(`engine events are not recorded: ${error.message}\n`);
				onGap();
			},
		});
}
