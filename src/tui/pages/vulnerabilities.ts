import {counted, inMegabytes, type SafeText, safe, sanitise, trusted} from '../../base/index.js';
import type {KeyNames} from './key-names.js';
import {blank, type Line, line, type Page, prose, say} from './layout/page.js';
import {driftLines} from './package-drift.js';
import type {ContainerContext, PageState} from './page-state.js';
import type {ImageScanStatus} from './scan-results.js';
import {reportLines} from './vulnerability-report.js';
import {withoutWaived} from './waived.js';

/** What scanners said of the image, most urgent here first; where there is none, what is missing and what to do. */
export function vulnerabilitiesPage({assessed, entry, state, width}: ContainerContext): Page {
	if (!state.canScan) return notRecorded(assessed.facts.image, width);
	if (!state.scans) return {lines: [line(' looking for scanners …')]};
	const scan = state.scans.image(assessed.facts.imageId);
	if (!state.scans.live && !scan?.kept) return notRecorded(assessed.facts.image, width);
	const notScanned = notScannedLines(state.keyNames);
	if (scan === null) return {lines: notScanned};
	return {
		lines: [
			...progressLines(scan, state),
			...driftLines(state.scans.drift(entry.id), entry.name, width),
			...failureLines(scan, width),
			...missingLines(scan, state.keyNames, width),
			...(scan.kept === null && scan.progress === null && scan.failure === null ? notScanned : []),
			...(scan.kept === null
				? []
				: reportLines(scan.kept, {
						filter: state.scanFilter,
						judged: withoutWaived(scan.kept.report.vulnerabilities, {
							policy: state.policy,
							facts: assessed.facts,
							image: assessed.image,
							now: state.now,
						}),
						container: entry.id,
						clock: state.now,
						keyNames: state.keyNames,
						width,
					})),
		],
	};
}

const notScannedLines = ({scan}: KeyNames): readonly Line[] => [
	line(say(' Not scanned yet.', 'strong')),
	line(say(safe` ${scan} scans this image.`)),
];

function notRecorded(image: SafeText, width: number): Page {
	return {
		lines: [
			line(say(' Not scanned when this fleet was recorded.', 'strong')),
			...prose(
				'A snapshot contains the scans that were cached for its images; there was none for this one. On a live engine, dockscope runs the scanner that is installed here (Trivy, Grype, Clair, Anchore, twistcli, Aqua, OSV-Scanner), or its own basic scan.',
				width,
			),
			line(''),
			...prose(safe`From a shell: dockscope scan ${image}`, width),
		],
	};
}

function progressLines({progress}: ImageScanStatus, {now, keyNames}: Pick<PageState, 'now' | 'keyNames'>): readonly Line[] {
	if (progress === null) return [];
	const seconds = Math.max(0, Math.round((now - progress.since) / 1000));
	const waits = progress.ahead === 0 ? `${seconds} s` : `after ${counted(progress.ahead, 'other scan')}`;
	return [
		line(
			say(' scanning: ', 'strong'),
			say(progress.phase),
			say(safe`   ${trusted(waits)}   ${keyNames.cancelScans} cancels`, 'muted'),
		),
		blank,
	];
}

function failureLines({failure, kept}: ImageScanStatus, width: number): readonly Line[] {
	if (failure === null || failure.kind === 'cancelled') return [];
	return [
		...prose(failure.message, width, {tone: 'critical'}),
		...prose(safe`next: ${failure.next}`, width),
		...failure.log.slice(-3).flatMap(text => prose(text, width, {indent: 3, tone: 'muted'})),
		...(kept === null ? [] : [line(say(' Below is the last good result.', 'muted'))]),
		blank,
	];
}

/** Where to get what the last scan took and this host does not have. */
function missingLines({missing, progress}: ImageScanStatus, {scan}: KeyNames, width: number): readonly Line[] {
	if (missing === null || progress !== null) return [];
	const {archives, from, unreachable} = missing;
	const names = sanitise(archives.map(({name, size}) => (size === null ? name : `${name} (${inMegabytes(size)})`)).join(', '));
	return [
		...prose(safe`Advisories that are not on this host: ${names}.`, width, {tone: 'strong'}),
		...(unreachable === null
			? prose(
					safe`${scan} asks whether to download them from ${from} (nothing about this host is sent), or to send the names and versions of the packages to api.osv.dev.`,
					width,
				)
			: prose(unreachable, width, {tone: 'critical'})),
		blank,
	];
}
