import type {Evidence} from '../../rules/verdict.js';
import {counted} from '../../terminal/counted.js';
import {own, type SafeText} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import {type Change, type Step, withHost} from './change.js';

const mebi = 1024 * 1024;

/** Twice the peak, at least 64 MiB, in steps of 16 MiB. Never broke a measured service. */
export const memoryFor = (peak: number): number => Math.max(64, Math.ceil((2 * peak) / (16 * mebi)) * 16) * mebi;
/** Four times the peak, at least 32: a limit on tasks fails silently, so it leaves room. */
export const pidsFor = (peak: number): number => Math.max(32, 4 * peak);

/** Memory and number of tasks, from their peaks. */
export const resourceLimits: Step = ({assessed: {facts}, evidence}) => {
	const peaks = evidence.peaks.known ? evidence.peaks.value : null;
	const changes: Change[] = [];
	if (facts.limits.memory === null && peaks?.memory) {
		const size = megabytes(peaks.memory);
		changes.push(memoryChange(memoryFor(peaks.memory), sanitise(`peak ${size}`), [peak(peaks.source, 'memory', size)]));
	}
	if (facts.limits.pids === null && peaks?.pids) {
		const limit = pidsFor(peaks.pids);
		changes.push({
			slug: 'pids',
			why: sanitise(`peak ${counted(peaks.pids, 'process or thread', 'processes and threads')}`),
			remove: [],
			add: [`--pids-limit ${limit}`],
			confidence: 'likely',
			evidence: [peak(peaks.source, 'pids', peaks.pids)],
			mayBreak: own('starting many more workers or threads than so far'),
			howToSee: own('“Resource temporarily unavailable”, “can’t create thread” in its log; or nothing at all'),
			enabled: true,
			apply: before => withHost(before, {PidsLimit: limit}),
		});
	}
	return changes;
};

/** @param limit bytes; by default the engine allows as much swap again */
export function memoryChange(limit: number, why: SafeText, evidence: readonly Evidence[]): Change {
	return {
		slug: 'memory',
		why,
		remove: [],
		add: [`--memory ${limit / mebi}m`],
		confidence: 'likely',
		evidence,
		mayBreak: own('higher load than seen so far: it is OOM-killed and restarted'),
		howToSee: own('OOMKilled in its state, exit status 137'),
		enabled: true,
		apply: before => withHost(before, {Memory: limit, MemorySwap: 2 * limit}),
	};
}

/** Container logs without a size limit can fill the host's disk. */
export const logLimits: Step = ({assessed: {facts}, inspect}) => {
	const driver = String(facts.logging.driver);
	if (facts.logging.bounded !== false || driver !== 'json-file') return [];
	return [
		{
			slug: 'log-size',
			why: own('its log can fill the disk of the host'),
			remove: [],
			add: ['--log-opt max-size=10m', '--log-opt max-file=3'],
			confidence: 'likely',
			evidence: [{source: 'inspect', path: 'HostConfig.LogConfig', value: facts.logging.driver}],
			mayBreak: own('only the last 30 MB of its log are kept'),
			howToSee: null,
			enabled: true,
			apply: before =>
				withHost(before, {
					LogConfig: {
						...inspect.HostConfig?.LogConfig,
						Type: 'json-file',
						Config: {...inspect.HostConfig?.LogConfig?.Config, 'max-size': '10m', 'max-file': '3'},
					},
				}),
		},
	];
};

const peak = (source: string, path: string, value: string | number): Evidence => ({
	source: sanitise(source),
	path,
	value: typeof value === 'number' ? value : sanitise(value),
});

const megabytes = (bytes: number): string => `${Math.ceil(bytes / mebi)} MB`;
