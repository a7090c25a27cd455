import {expect, it} from 'vitest';
import {clockOf} from '../../../src/tui/store/clock.js';
import {sampleModel, sampleNow, shop} from '../../support/sample-fleet.js';

const model = sampleModel(shop);
const later = sampleNow + 400 * 86_400_000;

function recordedAt(SystemTime: string | undefined) {
	const {engine} = model;
	if (engine === null) throw new Error('the sample has an engine');
	const info = SystemTime === undefined ? {} : {SystemTime};
	return {connection: {state: 'replayed' as const}, engine: {...engine, raw: {...engine.raw, info}}};
}

it('is the present for a live engine', () => {
	expect(clockOf({...recordedAt('2026-03-10T12:00:00Z'), connection: {state: 'connected'}}, later)).toBe(later);
});

it('is the moment of the recording for a replay', () => {
	expect(clockOf(recordedAt('2026-03-10T12:00:00.5Z'), later)).toBe(sampleNow + 500);
});

it('is the present where a recording does not say when it was made', () => {
	expect(clockOf(recordedAt(undefined), later)).toBe(later);
	expect(clockOf(recordedAt('soon'), later)).toBe(later);
});
