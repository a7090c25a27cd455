import {UsageError} from '../../terminal/usage-error.js';
import {optionTable} from '../options.js';
import type {Run} from '../run.js';
import {chosenEngine, isReplay} from '../source/engine-choice.js';
import {containerName, findContainer, type LoadedFleet, loadFleet} from '../source/load-fleet.js';
import {writeResult} from '../write-result.js';
import {runCommand, type TextOutput} from './command.js';
import {confirmation} from './confirm.js';
import {parseDuration} from './duration.js';
import {type HardenFormat, runHarden} from './harden.js';
import {openWriter} from './open-writer.js';

const formats: readonly HardenFormat[] = optionTable.format.choices.harden;

/** `dockscope command CONTAINER` */
export function command(run: Run): Promise<number> {
	return withContainer(run, ({fleet, reader}, name, output) =>
		runCommand(
			{
				reader,
				inspect: findContainer(fleet, name).facts.raw,
				withSecrets: run.line.flag('with-secrets'),
				signal: run.signal,
			},
			output,
		),
	);
}

/** `dockscope harden CONTAINER` */
export async function harden(run: Run): Promise<number> {
	const {line} = run;
	const duration = line.value('observe');
	const observe = duration === null ? null : parseDuration('--observe', duration);
	const format = formats.find(one => one === (line.value('format') ?? 'run')) ?? 'run';
	// Nothing can change a recorded fleet.
	const address = isReplay(run) ? null : await chosenEngine(run);
	return withContainer(run, async ({fleet, reader}, name, output) =>
		runHarden(
			{
				reader,
				fleet,
				assessed: findContainer(fleet, name),
				format,
				observe,
				isTerminal: run.stderr.isTTY,
				rehearse: line.flag('rehearse'),
				yes: line.flag('yes'),
				check: line.value('check'),
				copyLimit: megabytes(line.value('copy-data')),
				withSecrets: line.flag('with-secrets'),
				openWriter: address === null ? null : () => openWriter(address, run.env),
				confirm: confirmation(run),
				now: Date.now,
				signal: run.signal,
			},
			output,
		),
	);
}

/** Bytes; `null` when not given. */
function megabytes(text: string | null): number | null {
	if (text === null) return null;
	if (!/^[1-9]\d{0,5}$/.test(text))
		throw new UsageError('--copy-data takes the limit in megabytes: a whole number, such as 256.');
	return Number(text) * 2 ** 20;
}

async function withContainer(
	run: Run,
	act: (loaded: LoadedFleet, name: string, output: TextOutput) => Promise<number>,
): Promise<number> {
	const name = containerName(run);
	const loaded = await loadFleet(run);
	const results: string[] = [];
	try {
		const status = await act(loaded, name, {out: text => results.push(text), err: text => run.stderr.write(text)});
		if (results.length > 0) await writeResult(run, results.join(''));
		return status;
	} finally {
		loaded.fleet.close();
		loaded.reader.close();
	}
}
