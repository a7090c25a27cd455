import type {HistoryRow} from '../answers/index.js';
import {own, type SafeText} from '../terminal/safe-text.js';
import {sanitise} from '../terminal/sanitise.js';
import type {SecretFinding} from './container-facts.js';
import type {HistoryStep} from './image-facts.js';
import {number, records, string} from './read.js';
import {MASK, maskSecrets} from './secrets.js';

/** The steps that built an image, newest first as the engine gives them. */
export function historySteps(rows: readonly HistoryRow[]): readonly HistoryStep[] {
	return records(rows).map(row => {
		const instruction = masked(plainInstruction(string(row['CreatedBy'])));
		const created = number(row['Created']);
		return {
			createdAt: created === null || created <= 0 ? null : new Date(created * 1000).toISOString(),
			instruction,
			kind: kindOf(instruction),
			size: number(row['Size']) ?? 0,
		};
	});
}

/** Secrets that whoever pulls the image reads in its history: build arguments, `ENV`, `ARG`, commands. */
export function historySecrets(rows: readonly HistoryRow[]): readonly SecretFinding[] {
	return records(rows).flatMap((row, index) => {
		const plain = plainInstruction(string(row['CreatedBy']));
		const shown = masked(plain);
		if (!shown.includes(MASK)) return [];
		const path = sanitise(`history[${index}].CreatedBy`);
		const names = [...shown.matchAll(maskedName)].map(match => match[1] ?? '');
		return (names.length === 0 ? ['instruction'] : names).map(name => ({path, name: sanitise(name), kind: own('in history')}));
	});
}

const maskedName = /([A-Za-z_][\w.-]*)=\\?["']?\*{8}/g;

/**
 * An instruction as a Dockerfile says it. The classic builder writes `/bin/sh -c #(nop) ENV …` and `|2 A=b C=d /bin/sh -c …`,
 * BuildKit `RUN |1 A=b /bin/sh -c … # buildkit`.
 */
export function plainInstruction(createdBy: string): string {
	const text = createdBy.trim().replace(/\s*# buildkit$/, '');
	const nop = /^\/bin\/sh -c #\(nop\)\s+([\s\S]*)$/.exec(text)?.[1];
	if (nop !== undefined) return nop.trim();
	const [, args = '', command] = inShell.exec(text) ?? [];
	return command === undefined ? text : `RUN ${args}${oneLine(command.trim())}`;
}

/** `SHELL ["/bin/bash", "-euo", "pipefail", "-c"]` stands before each command as `/bin/sh -c` does. */
const inShell =
	/^(?:RUN )?(?:\|\d+ ((?:[\w.-]+=[\s\S]*? )*?))?(?:\/[\w./-]+\/)(?:ba|da|a|k|mk|z)?sh (?:-[\w-]*o \w+ |-[\w-]+ )*?-\w*c ([\s\S]*)$/;

/** The builder joins continued lines itself: those that are left are a script (`RUN <<EOF`), each a command of its own. */
const oneLine = (script: string): string =>
	script
		.replace(/\\\r?\n/g, ' ')
		.replace(/([&|;({]|\b(?:then|do|else)(?=\s))?[^\S\n]*\n\s*/g, (_, open?: string) => (open === undefined ? '; ' : `${open} `));

/** A value of `ENV` may hold blanks without quotes there: it ends where the next variable begins. */
function masked(instruction: string): SafeText {
	const shown = maskSecrets(instruction);
	return /^(ENV|ARG) /.test(shown) && shown.includes(MASK)
		? sanitise(shown.replace(/\*{8}(?: [^\s=]+)+(?= [\w.-]+=|$)/g, MASK))
		: shown;
}

function kindOf(instruction: string): HistoryStep['kind'] {
	const word = /^[A-Z]+/.exec(instruction)?.[0];
	return word === 'RUN' || word === 'COPY' || word === 'ADD' || word === 'ENV' || word === 'ARG' ? word : 'other';
}
