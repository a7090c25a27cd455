import {isSeverity, type Severity} from '../../../base/index.js';
import {detectionTitle} from '../events/recorded-line.js';
import {type Entry, happenedAt} from '../store/entry.js';

/** Alerts and events: what is exported. */
export type ExportedEntry = Extract<Entry, {kind: 'detection' | 'alert' | 'event'}>;

/** The container of an entry, where it is still known. */
export type ExportedContainer = {
	readonly name: string;
	/** Without its tag. */
	readonly imageName: string | null;
	readonly imageTag: string | null;
	readonly imageId: string;
	readonly project: string | null;
	readonly service: string | null;
};

export type Exported = {readonly entry: ExportedEntry; readonly container: ExportedContainer | null};

type Value =
	| {readonly stringValue: string}
	| {readonly intValue: string}
	| {readonly arrayValue: {readonly values: readonly Value[]}};
type Attribute = {readonly key: string; readonly value: Value};

const text = (key: string, value: string | null): Attribute[] =>
	value === null || value === '' ? [] : [{key, value: {stringValue: value}}];
const count = (key: string, value: number): Attribute => ({key, value: {intValue: String(Math.round(value))}});

/** INFO, INFO2, WARN, ERROR, FATAL. @source opentelemetry-proto logs.proto (SeverityNumber) */
const severityNumber: Readonly<Record<Severity, number>> = {info: 9, low: 10, medium: 13, high: 17, critical: 21};

/**
 * A batch as the body of an OTLP request for logs, in its JSON encoding: 64-bit numbers are texts, enumerations are numbers. Entries of one
 * container share its resource.
 *
 * @source opentelemetry-proto collector/logs/v1; OpenTelemetry semantic conventions: host, service, container, security_rule
 */
export function otlpLogs(batch: readonly Exported[], {host, version}: {readonly host: string; readonly version: string}): object {
	const groups = new Map<string, Exported[]>();
	for (const one of batch) {
		const group = groups.get(one.entry.container);
		if (group === undefined) groups.set(one.entry.container, [one]);
		else group.push(one);
	}
	return {
		resourceLogs: [...groups].map(([id, entries]) => ({
			resource: {
				attributes: [
					...text('service.name', 'dockscope'),
					...text('service.version', version),
					...text('host.name', host),
					...text('container.id', id),
					...containerAttributes(entries.at(-1)?.container ?? null),
				],
			},
			scopeLogs: [{scope: {name: 'dockscope.record', version}, logRecords: entries.map(({entry}) => logRecord(entry))}],
		})),
	};
}

function containerAttributes(container: ExportedContainer | null): Attribute[] {
	if (container === null) return [];
	const {name, imageName, imageTag, imageId, project, service} = container;
	return [
		...text('container.name', name),
		...text('container.image.name', imageName),
		...(imageTag === null ? [] : [{key: 'container.image.tags', value: {arrayValue: {values: [{stringValue: imageTag}]}}}]),
		...text('container.image.id', imageId),
		...text('container.label.com.docker.compose.project', project),
		...text('container.label.com.docker.compose.service', service),
	];
}

function logRecord(entry: ExportedEntry): object {
	const severity: Severity = isSeverity(entry.severity) ? entry.severity : 'info';
	// Nanoseconds are beyond the whole numbers of JavaScript.
	const nano = (at: number) => `${Math.round(at)}000000`;
	return {
		timeUnixNano: nano(happenedAt(entry)),
		observedTimeUnixNano: nano(entry.at),
		severityNumber: severityNumber[severity],
		severityText: severity,
		eventName: `dockscope.${entry.kind}`,
		body: {stringValue: bodyOf(entry)},
		attributes: [...attributesOf(entry), ...text('dockscope.workload', entry.workload), count('dockscope.count', entry.count)],
	};
}

function bodyOf(entry: ExportedEntry): string {
	if (entry.kind === 'detection') return `${detectionTitle(entry.rule)}: ${entry.text}`;
	if (entry.kind === 'alert') return entry.text;
	return [`${entry.type} ${entry.action}`, entry.detail, entry.meaning].filter(part => part !== '').join(': ');
}

function attributesOf(entry: ExportedEntry): Attribute[] {
	if (entry.kind === 'event')
		return [...text('dockscope.event.type', entry.type), ...text('dockscope.event.action', entry.action)];
	return [
		...text('security_rule.name', entry.rule),
		...text('security_rule.ruleset.name', entry.kind === 'alert' ? entry.source : 'dockscope'),
		...text('dockscope.priority', entry.kind === 'alert' ? entry.priority : null),
	];
}
