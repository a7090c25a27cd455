import {counted, type SafeText, type Severity, safe, severities, trusted} from '../../../base/index.js';
import {detectionTitle} from '../events/recorded-line.js';

/** One alert as it is sent. */
export type Notice = {
	/** Milliseconds since the epoch. */
	readonly at: number;
	readonly severity: Severity;
	readonly rule: SafeText;
	/** Compose project and service, or the container's name; empty for the engine and the host. */
	readonly workload: SafeText;
	readonly text: SafeText;
	/** How often it happened. */
	readonly count: number;
};

export type Message = {
	readonly title: SafeText;
	readonly severity: Severity;
	readonly host: SafeText;
	/** The worst first, at most `MAX_NOTICES`. */
	readonly notices: readonly Notice[];
	/** How many more there are. */
	readonly more: number;
};

const MAX_NOTICES = 20;

/** Notices that are sent together. @param notices  at least one @param host  for the title */
export function messageOf(notices: readonly Notice[], host: SafeText): Message {
	const sorted = notices.toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity) || a.at - b.at);
	const worst = sorted[0];
	const severity = worst?.severity ?? 'info';
	const where = worst === undefined || worst.workload === '' ? host : safe`${worst.workload} on ${host}`;
	const title =
		notices.length === 1 && worst !== undefined
			? safe`${trusted(severity)}: ${detectionTitle(worst.rule)} in ${where}`
			: safe`${trusted(`${severity}: ${counted(notices.length, 'alert')}`)} on ${host}`;
	return {title, severity, host, notices: sorted.slice(0, MAX_NOTICES), more: Math.max(0, notices.length - MAX_NOTICES)};
}

/** The text of a mail or a push message. */
export function plainText({notices, more}: Message): string {
	const lines = notices.map(
		({at, severity, rule, workload, text, count}) =>
			`${new Date(at).toISOString()} ${severity} ${detectionTitle(rule)}${workload === '' ? '' : ` in ${workload}`}: ${text}${count > 1 ? ` (${count} times)` : ''}`,
	);
	return [...lines, ...(more > 0 ? [`and ${counted(more, 'more alert')}`] : [])].join('\n');
}

/** What programs and webhooks get. */
export const messageJson = ({title, severity, host, notices, more}: Message): object => ({
	schema: 'dockscope.notice/1',
	title,
	severity,
	host,
	alerts: notices.map(notice => ({...notice, at: new Date(notice.at).toISOString()})),
	more,
});
