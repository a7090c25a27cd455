import type {AnyDetection, DetectionSource} from './detection.js';

const needs: Readonly<Record<DetectionSource, string>> = {
	events: 'the event stream of any engine',
	trace: "the kernel trace: root on the engine's host",
	sockets: "the sockets of the containers: root on the engine's host",
	posture: 'the grades of the containers, from any engine',
};

/** The page of a detection, for docs/detections. */
export function renderDetection({
	slug,
	title,
	severity,
	needs: source,
	rationale,
	remedy,
	harmless,
	references,
	examples,
}: AnyDetection): string {
	const example = (given: AnyDetection['examples']['good']): string[] => ['```json', JSON.stringify(given, null, 2), '```', ''];
	return [
		`# ${title}`,
		'',
		`\`${slug}\` · ${severity} · needs ${needs[source]}`,
		'',
		...['## Why it matters', '', rationale, ''],
		...['## What to do', '', remedy, '', `Harmless: ${harmless}`, ''],
		...['## Examples', '', 'Raised:', '', ...example(examples.bad)],
		...(examples.good === null ? ['Each time is reported.', ''] : ['Not raised:', '', ...example(examples.good)]),
		...['## References', '', ...references.map(reference => `- ${reference}`), ''],
	].join('\n');
}

/** The table of all. */
export const renderDetectionIndex = (detections: readonly AnyDetection[]): string =>
	[
		'# Detections',
		'',
		'What `dockscope record` raises alerts about.',
		'',
		'| detection | severity | needs |',
		'|---|---|---|',
		...detections.map(
			({slug, title, severity, needs: source}) => `| [${title}](${slug}.md) \`${slug}\` | ${severity} | ${needs[source]} |`,
		),
		'',
	].join('\n');
