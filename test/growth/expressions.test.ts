import {describe, expect, it} from 'vitest';
import {expressionsOf, hostileFor} from './expressions.js';
import {superLinear} from './measure.js';

/**
 * Expressions whose work is of the square of a text, and which get no long one: lines of a log are cut at 4,000 characters, what ssh
 * says at 4,000, the version of a scanner too, what a service answers to a probe is bounded by its reader, and a line of the kernel's
 * trace is at most a page.
 */
const bounded =
	/^src\/(?:base\/engine\/ssh\/ssh-failures|fix\/rehearsal\/(?:complaints|probes\/protocols\/[\w-]+)|base\/trace\/trace-events|scan\/(?:adapters\/\w+|run\/(?:classify|failure-signs|command-scanner))|judge\/rules\/shared\/tables\/versions)\.ts:/;

describe('every regular expression of the program', () => {
	const expressions = expressionsOf(['src', 'components']).filter(({place}) => !bounded.test(place));
	it('is found', () => expect(expressions.length).toBeGreaterThan(700));
	it.each(expressions.map(({place, expression}) => [place, expression] as const))('%s is linear', (_, expression) =>
		expect(slowCase(expression)).toBeNull(),
	);
});

/** The first hostile text on which the work grows faster than the text, `null` for none: those after it would take minutes. */
function slowCase(expression: RegExp): string | null {
	const all = new RegExp(expression.source, expression.flags.includes('g') ? expression.flags : `${expression.flags}g`);
	for (const text of hostileFor(expression, 3000)) {
		const shape = {
			title: text.slice(0, 40),
			text: (length: number) =>
				`${text
					.slice(0, -2)
					.repeat(length / 3000)
					.slice(0, length)}\0!`,
		};
		const slow = superLinear(given => given.replace(all, ''), shape, 3000);
		if (slow !== null) return slow;
	}
	return null;
}
