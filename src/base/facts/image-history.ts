import type {ImageHistoryRow} from '../answers/index.js';
import {isoTime} from '../text/iso-time.js';
import {type SafeText, sanitise, trusted} from '../text/safe-text.js';
import type {HistoryStep} from './image-facts.js';
import {number, records, string} from './read.js';
import type {SecretFinding} from './secret-findings.js';
import {MASK, maskSecrets} from './secrets.js';

/** The steps that built an image, newest first as the engine returns them. */
export function historySteps(rows: readonly ImageHistoryRow[]): readonly HistoryStep[] {
	return records(rows).map(row => {
		const instruction = masked(plainInstruction(string(row['CreatedBy'])));
		const created = number(row['Created']);
		return {
			createdAt: created === null || created <= 0 ? null : isoTime(created * 1000),
			instruction,
			kind: kindOf(instruction),
			size: number(row['Size']) ?? 0,
		};
	});
}

/** Secrets that anyone who pulls the image can read in its history: build arguments, `ENV`, `ARG`, commands. */
export function historySecrets(rows: readonly ImageHistoryRow[]): readonly SecretFinding[] {
	return records(rows).flatMap((row, index) => {
		const plain = plainInstruction(string(row['CreatedBy']));
		const shown = masked(plain);
		const path = sanitise(`history[${index}].CreatedBy`);
		const file = copiedCredentials.exec(plain)?.[1];
		if (file !== undefined) return [{path, name: sanitise(file), kind: trusted('credentials file')}];
		if (!shown.includes(MASK)) return [];
		const names = [...shown.matchAll(maskedName)].map(match => match[1] ?? '');
		return (names.length === 0 ? ['instruction'] : names).map(name => ({
			path,
			name: sanitise(name),
			kind: trusted('in history'),
		}));
	});
}

/** Files that hold only a key or passwords, by their default names. @source ssh-keygen(1), netrc(5), libpq */
const copiedCredentials =
	/^(?:COPY|ADD) (?:[^\n]{0,1000}[\s/"])?(id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?|\.netrc|\.pgpass|\.git-credentials|\.aws\/credentials)(?=["\s]|$)/;

/** Anchored at the start of a name: otherwise each letter of a long word would be tried. */
const maskedName = /(?<![\w.-])([A-Za-z_][\w.-]*)=\\?["']?\*{8}/g;

const MARK = '# buildkit';

/**
 * An instruction as in a Dockerfile. The classic builder writes `/bin/sh -c #(nop) ENV …` and `|2 A=b C=d /bin/sh -c …`,
 * BuildKit `RUN |1 A=b /bin/sh -c … # buildkit`.
 */
export function plainInstruction(createdBy: string): string {
	const trimmed = createdBy.trim();
	const text = trimmed.endsWith(MARK) ? trimmed.slice(0, -MARK.length).trimEnd() : trimmed;
	const nop = /^\/bin\/sh -c #\(nop\)\s+([\s\S]*)$/.exec(text)?.[1];
	if (nop !== undefined) return nop.trim();
	const shell = inShell.exec(text);
	const before = text.slice(0, shell?.index ?? 0);
	if (shell === null || !beforeShell.test(before)) return text;
	const args = before.replace(/^(?:RUN)? ?(?:\|\d+)? ?/, '');
	return `RUN ${args}${args === '' ? '' : ' '}${oneLine(text.slice(before.length + shell[0].length).trim())}`;
}

/** `SHELL ["/bin/bash", "-euo", "pipefail", "-c"]` precedes each command as `/bin/sh -c` does. */
const inShell = /(?:^| )\/(?:[\w.-]+\/)+(?:ba|da|a|k|mk|z)?sh (?:-[\w-]*o \w+ |-[\w-]+ )*?-\w*c /;

/** Build arguments, whose values may contain spaces. Matched separately: one pattern for everything would backtrack catastrophically. */
const beforeShell = /^(?:RUN)?(?: ?\|\d+(?: [\w.-]+=[\s\S]*)?)?$/;

/** The builder joins continued lines; the lines that remain are a script (`RUN <<EOF`), one command each. */
function oneLine(script: string): string {
	const lines = script
		.replace(/\\\r?\n/g, ' ')
		.split('\n')
		.map(line => line.trim())
		.filter(line => line !== '');
	return lines.map((line, index) => (index === 0 ? line : `${goesOn.test(lines[index - 1] ?? '') ? ' ' : '; '}${line}`)).join('');
}

/** Line endings after which the command continues on the next line. */
const goesOn = /(?:[&|;({]|\b(?:then|do|else))$/;

/** A value of `ENV` may contain spaces without quotes here: it ends where the next variable begins. */
function masked(instruction: string): SafeText {
	const shown = maskSecrets(instruction);
	return /^(ENV|ARG) /.test(shown) && shown.includes(MASK)
		? sanitise(
				shown.replace(/\*{8}(?: [^\s=]+(?=\s|$))+( [\w.-]+=|$)?/g, (whole, next?: string) =>
					next === undefined ? whole : MASK + next,
				),
			)
		: shown;
}

function kindOf(instruction: string): HistoryStep['kind'] {
	const word = /^[A-Z]+/.exec(instruction)?.[0];
	return word === 'RUN' || word === 'COPY' || word === 'ADD' || word === 'ENV' || word === 'ARG' ? word : 'other';
}
