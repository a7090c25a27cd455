import {itemLine, line, type Page, prose, say} from '../page.js';
import type {ContainerContext} from './context.js';

/** What a scanner said of the image; where there is none, what is missing and what to do. */
export function vulnerabilitiesPage({assessed, state, services, width}: ContainerContext): Page {
	if (!services.loadScans)
		return {
			lines: [
				line(say(' Not scanned: this run has no scanner.', 'strong')),
				...prose(
					'A recorded or demo fleet has images by name alone. On a live engine, dockscope runs Trivy, Grype or OSV-Scanner where one is installed, and has a basic scan of its own where none is.',
					width,
				),
				line(''),
				...prose(`From a shell: dockscope scan ${assessed.facts.image}`, width),
			],
		};
	if (!state.scans) return {lines: [line(' the scanners are being looked for …')]};
	const report = state.scans.report(assessed.facts.imageId);
	return {
		lines:
			report.length === 0
				? [line(say(' Not scanned yet.', 'strong')), line(' V scans this image.')]
				: report.map(text => itemLine({copy: text}, ' ', say(text))),
	};
}
