import {startOf} from '../../../base/index.js';
import type {Content, Subject} from '../store/entry.js';
import type {Workload} from '../store/workload.js';

/** Series of one metric; what is beyond them is counted in one series whose labels are `other`. */
const MAX_SERIES = 1000;
/** Milliseconds for which a workload that was not seen still has its values. */
const recently = 300_000;
/** Characters of a label value. */
const MAX_LABEL_LENGTH = 200;

type Labels = Readonly<Record<string, string>>;

/** A counter by labels. Containers choose names and rules of other engines anything: the number of series is limited. */
function counterOf() {
	const series = new Map<string, {readonly labels: Labels; value: number}>();
	return {
		add(given: Labels, by: number): void {
			// Two that differ only after the cut are one series: a file with a series twice is refused as a whole.
			const labels = Object.fromEntries(Object.entries(given).map(([name, text]) => [name, startOf(text, MAX_LABEL_LENGTH)]));
			const isFull = series.size >= MAX_SERIES;
			const own = JSON.stringify(labels);
			const others = Object.fromEntries(Object.keys(labels).map(name => [name, 'other']));
			const used = isFull && !series.has(own) ? others : labels;
			const key = JSON.stringify(used);
			const found = series.get(key) ?? {labels: used, value: 0};
			series.set(key, found);
			found.value += by;
		},
		values: () => [...series.values()].map(({labels, value}) => [labels, value] as const),
	};
}

export type MetricsState = {
	/** Whether the recorder runs. */
	readonly up: boolean;
	readonly version: string;
	/** Milliseconds since the epoch. */
	readonly now: number;
	readonly workloads: Iterable<Workload>;
	/** Entries that an export has dropped. */
	readonly notExported: number;
};

/** Counts what is recorded, for Prometheus. */
export function createMetrics() {
	const alerts = counterOf();
	const excepted = counterOf();
	const events = counterOf();
	const lost = counterOf();
	return {
		take({workload}: Subject, content: Content): void {
			if (content.kind === 'detection' && content.excepted !== '') excepted.add({rule: content.rule, workload}, content.count);
			else if (content.kind === 'detection' || content.kind === 'alert') {
				const source = content.kind === 'alert' ? content.source : 'dockscope';
				alerts.add({rule: content.rule, severity: content.severity, source, workload}, content.count);
			} else if (content.kind === 'event') events.add({action: content.action, type: content.type}, content.count);
			else if (content.kind === 'lost') lost.add({source: content.source}, content.count);
		},
		text({up, version, now, workloads, notExported}: MetricsState): string {
			const current = [...workloads].flatMap(({name, generations}) => {
				const generation = generations.at(-1);
				return generation === undefined || now - generation.last > recently ? [] : [{name, generation}];
			});
			const posture = current.flatMap(({name, generation}) =>
				generation.posture === null ? [] : [{workload: name, posture: generation.posture}],
			);
			return [
				metric('dockscope_build_info', 'gauge', 'Version of the recorder.', [[{version}, 1]]),
				metric('dockscope_recorder_up', 'gauge', 'Whether the recorder runs: 0 after it was stopped.', [[{}, up ? 1 : 0]]),
				metric('dockscope_recorder_written_timestamp_seconds', 'gauge', 'When this file was written.', [[{}, now / 1000]]),
				metric('dockscope_alerts_total', 'counter', 'Alerts since the recorder was started.', alerts.values()),
				metric('dockscope_excepted_alerts_total', 'counter', 'Alerts that the policy expects.', excepted.values()),
				metric('dockscope_engine_events_total', 'counter', 'Events of the engine.', events.values()),
				metric('dockscope_lost_events_total', 'counter', 'Events that could not be recorded.', lost.values()),
				metric('dockscope_export_dropped_entries_total', 'counter', 'Entries that no export has delivered.', [[{}, notExported]]),
				metric(
					'dockscope_workload_risk_score',
					'gauge',
					'Score of a workload that runs, from 0 to 100; higher is worse.',
					posture.map(({workload, posture: {score}}) => [{workload}, score]),
				),
				metric(
					'dockscope_workload_findings',
					'gauge',
					'Findings of a workload that runs.',
					posture.map(({workload, posture: {findings}}) => [{workload}, findings.length]),
				),
				metric(
					'dockscope_workload_memory_peak_bytes',
					'gauge',
					'Highest memory of a workload that runs.',
					current.map(({name, generation}) => [{workload: name}, generation.peak.memory]),
				),
			].join('');
		},
	};
}

/** One metric with its series; empty without any. @source prometheus.io/docs/instrumenting/exposition_formats, "Text-based format" */
function metric(name: string, type: 'counter' | 'gauge', help: string, series: readonly (readonly [Labels, number])[]): string {
	if (series.length === 0) return '';
	const lines = series.map(([labels, value]) => {
		const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
		return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}\n`;
	});
	return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

const escaped = (text: string): string =>
	startOf(text, MAX_LABEL_LENGTH).replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
