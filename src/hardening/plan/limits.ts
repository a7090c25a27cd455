import {withLogLimit, withMemoryLimit, withPidsLimit} from '../../changes/limits.js';
import {option} from '../../changes/run-option.js';
import type {Evidence} from '../../rules/verdict.js';
import {counted} from '../../terminal/counted.js';
import {type SafeText, trusted} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import {type PlannedChange, planned, type Step} from './change.js';

const mebi = 1024 * 1024;

/** Twice the peak, at least 64 MiB, in steps of 16 MiB. Never broke a measured service. */
export const memoryFor = (peak: number): number => Math.max(64, Math.ceil((2 * peak) / (16 * mebi)) * 16) * mebi;
/** Four times the peak, at least 32: a limit on tasks fails silently, so it leaves room. */
export const pidsFor = (peak: number): number => Math.max(32, 4 * peak);

/** Memory and number of tasks, from their peaks. */
export const resourceLimits: Step = ({assessed: {facts}, evidence}) => {
	const peaks = evidence.peaks.known ? evidence.peaks.value : null;
	const changes: PlannedChange[] = [];
	if (facts.limits.memory === null && peaks?.memory) {
		const size = megabytes(peaks.memory);
		changes.push(memoryChange(memoryFor(peaks.memory), sanitise(`peak ${size}`), [peak(peaks.source, 'memory', size)]));
	}
	if (facts.limits.pids === null && peaks?.pids)
		changes.push(
			planned(withPidsLimit(facts, option('--pids-limit', String(pidsFor(peaks.pids)))), {
				slug: 'pids',
				why: sanitise(`peak ${counted(peaks.pids, 'process or thread', 'processes and threads')}`),
				rung: 'safe',
				evidence: [peak(peaks.source, 'pids', peaks.pids)],
				howToSee: trusted('“Resource temporarily unavailable”, “can’t create thread” in its log; or nothing at all'),
			}),
		);
	return changes;
};

/** @param limit bytes */
export const memoryChange = (limit: number, why: SafeText, evidence: readonly Evidence[]): PlannedChange =>
	planned(withMemoryLimit(option('--memory', `${limit / mebi}m`)), {
		slug: 'memory',
		why,
		rung: 'safe',
		evidence,
		howToSee: trusted('OOMKilled in its state, exit status 137'),
	});

/** Container logs without a size limit can fill the host's disk. */
export const logLimits: Step = ({assessed: {facts}}) => {
	if (facts.logging.bounded !== false || facts.logging.driver !== 'json-file') return [];
	return [
		planned(withLogLimit(facts), {
			slug: 'log-size',
			why: trusted('its log can fill the disk of the host'),
			rung: 'safe',
			evidence: [{source: 'inspect', path: 'HostConfig.LogConfig', value: facts.logging.driver}],
			howToSee: null,
		}),
	];
};

const peak = (source: string, path: string, value: string | number): Evidence => ({
	source: sanitise(source),
	path,
	value: typeof value === 'number' ? value : sanitise(value),
});

const megabytes = (bytes: number): string => `${Math.ceil(bytes / mebi)} MB`;
