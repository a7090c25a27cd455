import {shellJoin, shellQuote} from '../../base/index.js';
import {optionWords, type RunOption, sameOption} from '../../judge/index.js';
import type {RunCommand} from '../run-command.js';
import {optionLines} from './docker-run.js';

export type DiffLine = {readonly mark: ' ' | '+' | '-'; readonly text: string};

/**
 * The commands before and after as diff lines: removals in their place, additions right after an option of the
 * same kind, or before the image.
 */
export function diffCommands(before: RunCommand, after: RunCommand): DiffLine[] {
	const removed = before.options.filter(option => !after.options.some(other => sameOption(other, option)));
	const added = after.options.filter(option => !before.options.some(other => sameOption(other, option)));
	const lines: DiffLine[] = [{mark: ' ', text: `${before.program} run`}];
	let run: RunOption[] = [];
	const flush = (mark: DiffLine['mark']): void => {
		for (const text of optionLines(run)) lines.push({mark, text: `  ${text}`});
		run = [];
	};
	for (const option of before.options) {
		if (!removed.includes(option)) {
			run.push(option);
			continue;
		}
		flush(' ');
		run = [option];
		flush('-');
	}
	flush(' ');
	run = added;
	flush('+');
	return [...lines, ...tail(before, after)];
}

export function diffText(before: RunCommand, after: RunCommand): string {
	return diffCommands(before, after)
		.map(({mark, text}) => `${mark} ${text}`)
		.join('\n');
}

/** Only the added options: for those who keep the command elsewhere. */
export function addedFlags(before: RunCommand, after: RunCommand): string {
	return after.options
		.filter(option => !before.options.some(other => sameOption(other, option)))
		.map(option => optionWords(option).map(shellQuote).join(' '))
		.join(' ');
}

function tail(before: RunCommand, after: RunCommand): DiffLine[] {
	const [was, is] = [before, after].map(({image, args}) => `  ${shellJoin([image, ...args])}`);
	if (was === is) return [{mark: ' ', text: is ?? ''}];
	return [
		{mark: '-', text: was ?? ''},
		{mark: '+', text: is ?? ''},
	];
}
