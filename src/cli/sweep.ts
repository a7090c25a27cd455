import {counted, createReader, JournalError, raceAbort, sanitise, UsageError} from '../base/index.js';
import {findLeftovers, type Leftovers, sweep} from '../fix/index.js';
import {sweepScratch} from '../scan/index.js';
import {exitStatus} from './exit-status.js';
import {confirmation} from './hardening/confirm.js';
import {openWriter} from './hardening/open-writer.js';
import type {Run} from './run.js';
import {chosenEngine, isReplay} from './source/engine-choice.js';

/**
 * `dockscope sweep`: lists what killed rehearsals and scans left behind, and, after confirmation, removes what is proven to be dockscope's.
 * What only looks like it is listed, with the command to remove it manually. Exits 1 when something proven was not removed.
 */
export async function startSweep(run: Run): Promise<number> {
	if (isReplay(run)) throw new UsageError('sweep needs a live engine: a recorded fleet has nothing to remove.');
	const address = await chosenEngine(run);
	const reader = createReader(address, {env: run.env});
	const writer = openWriter(address, run.env);
	try {
		const leftovers = await raceAbort(findLeftovers({reader, writer, now: Date.now()}), run.signal);
		const program = (await writer.identity()).startsWith('podman') ? 'podman' : 'docker';
		run.stdout.write(description(leftovers, program));
		const what = summary(leftovers);
		if (what === null) run.stdout.write('nothing to remove\n');
		else if (!run.line.flag('yes') && !(await confirmation(run)?.(`Remove ${what}? [y/N] `))) {
			run.stderr.write('dockscope: nothing was removed: it needs your consent (use --yes)\n');
			return exitStatus.threshold;
		}
		// Without leftovers this only cleans up the journals, dockscope's own files.
		const {removed, failed} = await sweep(leftovers, writer);
		const scratch = await sweepScratch();
		for (const name of [...removed, ...scratch.removed]) run.stdout.write(`removed ${name}\n`);
		const kept = [...failed, ...scratch.failed];
		for (const why of kept) run.stderr.write(`dockscope: not removed: ${why}\n`);
		return kept.length === 0 ? exitStatus.done : exitStatus.threshold;
	} catch (error) {
		if (error instanceof JournalError) throw new UsageError(error.message, {cause: error});
		throw error;
	} finally {
		reader.close();
		writer.close();
	}
}

function summary({containers, traces}: Leftovers): string | null {
	const parts = [
		...(containers.length > 0 ? [counted(containers.length, 'container')] : []),
		...(traces.length > 0 ? [counted(traces.length, 'kernel trace')] : []),
	];
	return parts.length > 0 ? parts.join(' and ') : null;
}

function description(leftovers: Leftovers, program: 'docker' | 'podman'): string {
	const {containers, traces, inUse, unproven, elsewhere, unusable} = leftovers;
	const section = (title: string, lines: readonly string[]): string[] =>
		lines.length > 0 ? [title, ...lines.map(line => `  ${line}`), ''] : [];
	return [
		...section('Left by an earlier dockscope, proven by its journal:', [
			...containers.map(({name, id}) => `${name}  ${id.slice(0, 12)}`),
			...traces.map(({name}) => `kernel trace ${sanitise(name)}`),
		]),
		...section(
			'In use, not touched:',
			inUse.map(({name, why}) => `${name}  ${why}`),
		),
		...section(
			"Looks like dockscope's, but this is not proven. dockscope never removes it; to remove it yourself:",
			unproven.flatMap(({name, id, why}) => [`${name}  (${why})`, `  ${program} rm --force --volumes ${sanitise(id)}`]),
		),
		...section('Not checked:', [
			...unusable,
			...(elsewhere > 0 ? [`${counted(elsewhere, 'container')} recorded for another engine`] : []),
		]),
	]
		.join('\n')
		.concat('\n')
		.replace(/^\n$/, '');
}
