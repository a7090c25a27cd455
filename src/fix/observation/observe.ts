import {performance} from 'node:perf_hooks';
import {setTimeout as sleep} from 'node:timers/promises';
import {
	acceptedConnections,
	answerOrNull,
	type ContainerFacts,
	type EngineReader,
	type HostTree,
	isInContainer,
	openTree,
	type SafeText,
	safe,
	sanitise,
	trusted,
} from '../../base/index.js';
import type {Observation, Peaks} from '../evidence/evidence.js';
import {sampledPeaks} from '../evidence/peaks.js';
import {lastNews, reportNews} from './news.js';
import type {ObserveOptions} from './observe-options.js';
import {watchPeaks} from './peak-watch.js';
import {type TaskWatch, watchTasks} from './task-watch.js';
import {watchWrites} from './write-watch.js';

/** Milliseconds between two reads of the trace: a task that has ended by then cannot be asked who it was. */
const pause = 50;

/**
 * Watches a running container while it serves its clients: capabilities, executed programs, written paths, peaks and connections. Nothing is
 * written into it, nothing is started in it, and no process of it waits for dockscope. What cannot be watched here is listed in `missed`.
 *
 * @throws JournalError when the trace cannot be recorded in the journal: then nothing was created
 * @throws EngineError `cancelled`
 */
export async function observe(options: ObserveOptions): Promise<Observation> {
	const {reader, facts, signal} = options;
	const pid = facts.pid ?? 0;
	const local = pid > 0 && (await reader.isLocal());
	const tree = local ? openTree('/') : null;
	// Before the trace: what a client makes the container do is not seen without the client.
	const traffic = watchTraffic(tree, facts);
	const tasks: TaskWatch = await watchTasks(options, tree);
	try {
		const writes = await watchWrites({reader, tree, inspect: facts.raw});
		const peaks = tree === null ? null : watchPeaks(tree, pid, facts.raw.State?.StartedAt ?? '');
		const news = reportNews();
		const began = performance.now();
		const elapsed = (): number => (performance.now() - began) / 1000;
		const isThere = (): boolean => tree === null || isInContainer(tree, pid, facts.id);
		let stopped = false;
		let nextSecond = 0;
		while (elapsed() < options.seconds && !signal.aborted && !stopped) {
			await tasks.read(elapsed());
			if (elapsed() >= nextSecond) {
				nextSecond = Math.floor(elapsed()) + 1;
				stopped = !isThere();
				if (stopped) break;
				tasks.lookForMore();
				peaks?.sample();
				writes.lookSometimes(elapsed());
				options.onProgress?.({
					seconds: Math.round(elapsed()),
					connections: traffic.connections(),
					news: news(tasks, writes, elapsed()),
					lastNew: secondsSince(lastNews(tasks, writes), elapsed()),
				});
			}
			// An abort ends the pause, not the observation's result.
			await sleep(pause, undefined, {signal}).catch(() => undefined);
		}
		const seconds = elapsed();
		await tasks.finish(seconds);
		if (!stopped) peaks?.sample();
		const connections = traffic.connections();
		await writes.lookFinally(seconds);
		const overflow = writes.overflow();
		const unwritten = writes.reason();
		return {
			seconds: Math.round(seconds),
			connections,
			requests: null,
			traced: !stopped && tasks.missed().length === 0,
			capabilities: tasks.capabilities(),
			programs: tasks.programs(),
			written: writes.written(),
			peaks: peaks === null ? await sampled(reader, facts.id) : peaks.peaks(Math.round(seconds)),
			lastNew: secondsSince(lastNews(tasks, writes), seconds),
			recording: null,
			missed: [
				...(stopped ? [safe`everything after ${Math.round(seconds)} s: it stopped or was restarted`] : []),
				...tasks.missed(),
				...(unwritten === null ? [] : [sanitise(`written paths: ${unwritten}`)]),
				...(overflow > 0 ? [safe`${overflow} written paths beyond the first that were seen`] : []),
				...traffic.missed(connections),
			],
		};
	} finally {
		tasks.close();
	}
}

const secondsSince = (moment: number | null, now: number): number | null =>
	moment === null ? null : Math.max(0, Math.round(now - moment));

/** From one sample of the engine, which shows no peak on cgroup v2. */
async function sampled(reader: Pick<EngineReader, 'stats'>, id: string): Promise<Peaks | null> {
	const stats = await answerOrNull(reader.stats(id));
	const peaks = stats === null ? null : sampledPeaks(stats, null);
	return peaks?.known ? peaks.value : null;
}

/** Counts accepted connections from now on. */
function watchTraffic(tree: HostTree | null, {pid, namespaces}: ContainerFacts) {
	const {kind} = namespaces.network;
	const isOwn = kind !== 'host';
	const count = (): number | null => (tree === null || !isOwn ? null : acceptedConnections(tree, pid ?? 0));
	const before = count();
	let last: number | null = null;
	return {
		/** The last number that was visible: the process may have ended. */
		connections(): number | null {
			const now = count();
			if (now !== null && before !== null) last = Math.max(0, now - before);
			return last;
		},
		missed(connections: number | null): SafeText[] {
			if (!isOwn) return [trusted('connections: it shares the network of the host, which counts those of all its programs')];
			if (kind === 'container')
				return [trusted('connections of only this container: those of the containers that share its network are counted too')];
			if (connections !== null) return [];
			return [
				trusted(
					tree === null
						? 'connections: the engine is not on this machine'
						: 'connections: the counters of its network are not visible',
				),
			];
		},
	};
}
