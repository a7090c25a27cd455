import {EngineError, type EngineReader, groupBy, sanitise, truncate, trusted, UsageError, widthOf} from '../../base/index.js';
import {
	byUrgency,
	containerRowName,
	failedReport,
	failure,
	imageListJson,
	imageListMarkdown,
	imageListTable,
	imageSummary,
	imageTarget,
	type ScanReport,
	type ScanTarget,
	type SummarisedReport,
} from '../../scan/index.js';
import {exitStatus} from '../exit-status.js';
import type {ScanOptions, ScanOutput} from './scan-options.js';
import {scanPolicy} from './scan-policy.js';

/** Scans one image, passes its report on, and returns its exit status. */
type ScanOne = (target: ScanTarget, output: ScanOutput, show: (report: ScanReport) => Promise<void>) => Promise<number>;

/**
 * `dockscope scan` without a target: one line for each image that has a container, worst first. Images are scanned one after another. The
 * exit status is that of the worst image: an interruption, then a failed scan, then a reached threshold.
 *
 * @throws EngineError, UsageError for a format that describes one image
 */
export async function scanImages(
	{engine, options, output}: {engine: EngineReader; options: ScanOptions; output: ScanOutput},
	scanOne: ScanOne,
): Promise<number> {
	const {format, signal, width} = options;
	if (format === 'sarif' || format === 'cyclonedx')
		throw new UsageError(`--format ${format} describes one image: dockscope scan IMAGE --format ${format}.`);
	const images = await imagesInUse(engine, signal);
	if (images.length === 0) output.err('no image is in use: this engine has no containers\n');
	const reports: SummarisedReport[] = [];
	const statuses = new Set<number>();
	for (const [index, {id, named}] of images.entries()) {
		const target = await imageTarget(engine, id, signal).catch(unlessGone);
		if (target === null) {
			reports.push(goneReport(named, options));
			statuses.add(exitStatus.scanner);
			continue;
		}
		const status = statusLine(output, `${index + 1} of ${images.length}, ${target.image}`);
		try {
			const found = await scanOne(target, status.output, async report => void reports.push(report));
			if (found === exitStatus.usage) return found;
			statuses.add(found);
		} finally {
			status.end();
		}
		if (signal.aborted) return exitStatus.interrupted;
	}
	const summaries = reports.map(imageSummary).sort(byUrgency);
	const policy = scanPolicy(options, reports);
	const table: typeof imageListJson = (images, named) => imageListTable(images, width, named);
	const render = {table, json: imageListJson, markdown: imageListMarkdown}[format];
	output.out(render(summaries, policy));
	return [exitStatus.scanner, exitStatus.threshold].find(one => statuses.has(one)) ?? exitStatus.done;
}

type ImageInUse = {readonly id: string; readonly named: ScanTarget};

/** The images of all containers, stopped ones too: they start with the same image. */
async function imagesInUse(engine: EngineReader, signal: AbortSignal): Promise<readonly ImageInUse[]> {
	const rows = await engine.containers({all: true}, signal);
	return [...groupBy(rows, ({ImageID: id}) => id ?? '')].flatMap(([id, users]) => {
		if (id === '') return [];
		const image = sanitise(users[0]?.Image ?? id);
		return [{id, named: {image, reference: id, id, containers: users.map(containerRowName), containerId: null}}];
	});
}

/** An image that was removed by force, while its container still exists. */
function unlessGone(error: unknown): null {
	if (error instanceof EngineError && error.kind === 'not-found') return null;
	throw error;
}

const goneReport = (target: ScanTarget, {now}: ScanOptions): ScanReport =>
	failedReport(failure('image-gone', 'dockscope'), {target, detection: noScanner, now});

const noScanner = {name: 'basic', version: null, mode: trusted('embedded')} as const;

/** Columns of the narrowest terminal: a line that wraps could not be replaced. */
const columns = 59;

/**
 * Shows on a terminal what a scan among several is doing, in one line that is replaced each time; lines written meanwhile appear above it,
 * named after the scan. Without a terminal there are only those lines.
 */
function statusLine({out, err, progress}: ScanOutput, name: string): {readonly output: ScanOutput; end(): void} {
	let shown = 0;
	const clear = () => {
		if (shown > 0) err(`\r${' '.repeat(shown)}\r`);
		shown = 0;
	};
	const show = (phase: string) => {
		if (!progress) return;
		clear();
		const line = truncate(sanitise(`${name}: ${phase}`), columns);
		err(line);
		shown = widthOf(line);
	};
	return {
		output: {
			out,
			err(text) {
				clear();
				err(text.startsWith(' ') ? text : `${name}: ${text}`);
			},
			progress,
			onPhase: show,
		},
		end: clear,
	};
}
