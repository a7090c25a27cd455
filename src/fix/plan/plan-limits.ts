import {counted, type SafeText, sanitise, trusted} from '../../base/index.js';
import {type Evidence, option, withLogLimit, withMemoryLimit, withPidsLimit} from '../../judge/index.js';
import type {HardeningEvidence, Peaks} from '../evidence/evidence.js';
import {type PlanInput, type PlannedChange, type PlanStep, planned, type Rung} from './change.js';
import {mebi} from './declared-sizes.js';
import {declaredTasks} from './declared-tasks.js';
import {type Needs, needsOf} from './memory-needs.js';

const aDay = 24 * 60 * 60;
/** Of the peaks of a recording. */
const recordedSource: Peaks['source'] = 'recorder';

/** A peak, and the seconds that it covers; `null`: a sample of one moment. */
type Peak = {readonly value: number; readonly seconds: number | null; readonly source: string};

/**
 * Limits on memory and tasks. They are safe with a peak of a day or more, where nothing known says that tomorrow may need more; else they are
 * a choice that says why.
 */
export const resourceLimits: PlanStep = subject => {
	const {facts} = subject.assessed;
	const memory = facts.limits.memory === null ? peakOf(subject.evidence, 'memory') : null;
	const pids = facts.limits.pids === null ? peakOf(subject.evidence, 'pids') : null;
	if (memory === null && pids === null) return [];
	const needs = needsOf(subject.assessed, subject.evidence);
	return [...(memory === null ? [] : [memoryLimit(memory, needs)]), ...(pids === null ? [] : [tasksLimit(subject, pids, needs)])];
};

/** The higher of what the kernel or the engine reports and what an observation saw, with the longer window. */
function peakOf({peaks, observation}: HardeningEvidence, what: 'memory' | 'pids'): Peak | null {
	const all = [peaks.known ? peaks.value : null, observation?.peaks ?? null].flatMap((one: Peaks | null): Peak[] => {
		const value = one?.[what] ?? null;
		return one === null || value === null ? [] : [{value, seconds: one.windows[what], source: one.source}];
	});
	const [longest] = all.sort((a, b) => (b.seconds ?? -1) - (a.seconds ?? -1));
	if (longest === undefined) return null;
	return {...longest, value: Math.max(...all.map(({value}) => value))};
}

/** Three times the peak of a day, twice that of a week: jobs of the week and its busiest day are in the latter. */
const factorFor = (seconds: number | null): number => ((seconds ?? 0) >= 7 * aDay ? 2 : 3);

const isLong = ({seconds}: Peak): boolean => seconds !== null && seconds >= aDay;

function memoryLimit(peak: Peak, {floor, declared, grows}: Needs): PlannedChange {
	const bytes = Math.max(factorFor(peak.seconds) * peak.value, declared?.bytes ?? 0, floor);
	const doubt = isLong(peak) ? grows : tooShort(peak);
	const said = declared === null ? '' : `; it is set up to use up to ${megabytes(declared.bytes)}`;
	return memoryChange(Math.ceil(bytes / (16 * mebi)) * 16 * mebi, {
		why: sanitise(`${peakWords(peak, megabytes(peak.value))}${doubt === null ? '' : `: ${doubt}`}${said}`),
		rung: doubt === null ? 'safe' : 'choice',
		evidence: [evidenceOf(peak, 'memory', megabytes(peak.value)), ...(declared?.evidence ?? [])],
	});
}

/** @param limit bytes */
export const memoryChange = (
	limit: number,
	{why, rung, evidence}: {readonly why: SafeText; readonly rung: Rung; readonly evidence: readonly Evidence[]},
): PlannedChange =>
	planned(withMemoryLimit(option('--memory', `${limit / mebi}m`)), {
		slug: 'memory',
		why,
		rung,
		evidence,
		howToSee: trusted('OOMKilled in its state, exit status 137'),
	});

/** Four times the peak, since a limit on tasks fails silently; all limits of this size stop a fork bomb. */
function tasksLimit({assessed: {facts}}: PlanInput, peak: Peak, needs: Needs): PlannedChange {
	const declared = declaredTasks(needs.settings);
	const limit = Math.max(4 * peak.value, Math.ceil(1.5 * (declared?.tasks ?? 0)) + 64, needs.tasks);
	const size = counted(peak.value, 'process or thread', 'processes and threads');
	const doubt = isLong(peak) ? needs.tasksGrow : tooShort(peak);
	const said = declared === null ? '' : `; it is set up for up to ${declared.tasks}`;
	return planned(withPidsLimit(facts, option('--pids-limit', String(limit))), {
		slug: 'pids',
		why: sanitise(`${peakWords(peak, size)}${doubt === null ? '' : `: ${doubt}`}${said}`),
		rung: doubt === null ? 'safe' : 'choice',
		evidence: [evidenceOf(peak, 'pids', peak.value), ...(declared?.evidence ?? [])],
		howToSee: trusted('"Resource temporarily unavailable", "can\'t create thread" in its log; or nothing at all'),
	});
}

const tooShort = ({seconds}: Peak): string => (seconds === null ? 'no peak is recorded' : 'too short to say');

const peakWords = ({seconds, source}: Peak, size: string): string =>
	seconds === null
		? `${size} at one moment`
		: `peak ${size} in ${windowWords(seconds)}${source === recordedSource ? ' of recording' : ''}`;

/** `45 seconds`, `2 minutes`, `3 days`. */
function windowWords(seconds: number): string {
	if (seconds < 90) return counted(Math.round(seconds), 'second');
	if (seconds < 90 * 60) return counted(Math.round(seconds / 60), 'minute');
	if (seconds < 2 * aDay) return counted(Math.round(seconds / 3600), 'hour');
	return counted(Math.floor(seconds / aDay), 'day');
}

/** Container logs without a size limit can fill the host's disk. */
export const logLimits: PlanStep = ({assessed: {facts}}) => {
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

const evidenceOf = ({source}: Peak, path: string, value: string | number): Evidence => ({
	source: sanitise(source),
	path,
	value: typeof value === 'number' ? value : sanitise(value),
});

const megabytes = (bytes: number): string => `${Math.ceil(bytes / mebi)} MB`;
