import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {keepingRows} from '../../components/kept-rows.js';
import {keepingWidths} from '../../components/kept-widths.js';
import InkOutput from '../../node_modules/ink/build/output.js';

type Transform = (line: string, index: number) => string;
const width = 24;
const height = 6;

/**
 * Transforms that persist across frames, as those of texts that are not rendered again; one shows its line number. None makes
 * something of nothing.
 */
const transforms: readonly Transform[] = [
	line => line,
	line => `\u001b[31m${line}\u001b[39m`,
	line => `\u001b[7m${line}\u001b[27m`,
	(line, index) => line.replace(/[ab]/, String(index)),
	line => `\u001b[1m${line}\u001b[22m`,
];

const line = fc.string({
	unit: fc.constantFrom('a', 'b', ' ', '漢', 'é', '🙂', '👨‍👩‍👧', 'e\u0301', '─', '\n'),
	maxLength: 14,
});
const text = fc.record({
	kind: fc.constant('text' as const),
	x: fc.integer({min: -2, max: width + 1}),
	y: fc.integer({min: -1, max: height}),
	text: line,
	transforms: fc.array(fc.nat({max: transforms.length - 1}), {maxLength: 2}),
});
const clip = fc.record({
	kind: fc.constant('clip' as const),
	x1: fc.option(fc.integer({min: 0, max: 10}), {nil: undefined}),
	x2: fc.option(fc.integer({min: 5, max: width}), {nil: undefined}),
	y1: fc.option(fc.integer({min: 0, max: 3}), {nil: undefined}),
	y2: fc.option(fc.integer({min: 1, max: height}), {nil: undefined}),
	within: fc.array(text, {maxLength: 4}),
});
const frame = fc.array(fc.oneof(text, clip), {maxLength: 8});
type Step = typeof frame extends fc.Arbitrary<infer Steps> ? (Steps extends (infer One)[] ? One : never) : never;

function draw(output: InstanceType<typeof InkOutput>, steps: readonly Step[]) {
	for (const step of steps) {
		if (step.kind === 'text') {
			output.write(step.x, step.y, step.text, {transformers: step.transforms.map(index => transforms[index] as Transform)});
			continue;
		}
		const {x1, x2, y1, y2} = step;
		output.clip({x1, x2, y1, y2});
		draw(output, step.within);
		output.unclip();
	}
	return output;
}

describe('a frame of which rows are kept', () => {
	test('is the frame that Ink paints, whatever the previous frame was', () => {
		fc.assert(
			fc.property(fc.array(frame, {minLength: 1, maxLength: 4}), frames => {
				const KeptRows = keepingRows(InkOutput);
				for (const steps of frames) {
					const ink = draw(new InkOutput({width, height}), steps);
					const kept = draw(new KeptRows({width, height}) as InstanceType<typeof InkOutput>, steps);
					expect(kept.get()).toEqual(ink.get());
				}
			}),
			{numRuns: 1000},
		);
	});

	test('asks Ink for the rows that changed and for no other', () => {
		const painted: number[] = [];
		class Counting extends InkOutput {
			constructor(size: {width: number; height: number}) {
				super(size);
				painted.push(size.height);
			}
		}
		const KeptRows = keepingRows(Counting);
		const same = {transformers: [...transforms.slice(1, 2)]};
		const selected = (number: number, top = 0) => {
			const output = new KeptRows({width, height});
			for (let y = 0; y < height; y += 1) output.write(0, y, `${top + y === number ? '>' : ' '} row ${top + y}`, same);
			output.get();
		};
		selected(0);
		selected(1);
		selected(1);
		expect(painted).toEqual([height, 2]);
		// Scrolled: a new row below, and the two selections.
		selected(2, 1);
		expect(painted).toEqual([height, 2, 3]);
	});

	test('is repainted when the screen size changes', () => {
		const KeptRows = keepingRows(InkOutput);
		for (const size of [
			{width: 10, height: 2},
			{width: 4, height: 2},
			{width: 10, height: 3},
		]) {
			const kept = new KeptRows(size);
			const ink = new InkOutput(size);
			for (const output of [kept, ink]) {
				output.clip({x1: 0, x2: size.width, y1: 0, y2: size.height});
				for (let y = 0; y < 4; y += 1) output.write(0, y, 'some words', {transformers: []});
				output.unclip();
			}
			expect(kept.get()).toEqual(ink.get());
		}
	});
});

test('a width is measured once, and measured again after many others', () => {
	let measured = 0;
	const widthOf = keepingWidths(text => {
		measured += 1;
		return text.length;
	});
	expect([widthOf('one'), widthOf('one'), widthOf('three')]).toEqual([3, 3, 5]);
	expect(measured).toBe(2);
	for (let index = 0; index < 10_000; index += 1) widthOf(`text ${index}`);
	expect(widthOf('one')).toBe(3);
	expect(measured).toBe(10_003);
});
