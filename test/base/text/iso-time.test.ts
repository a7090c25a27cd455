import {expect, it} from 'vitest';
import {historySteps} from '../../../src/base/facts/image-history.js';
import {time} from '../../../src/base/facts/read.js';
import {isoTime} from '../../../src/base/text/iso-time.js';
import {readEvent} from '../../../src/record/recorder/events/event-meaning.js';

it.each([
	[0, '1970-01-01T00:00:00.000Z'],
	[8.64e15, '+275760-09-13T00:00:00.000Z'],
	[8.64e15 + 1, null],
	[-8.64e15 - 1, null],
	[1e300, null],
	[Number.POSITIVE_INFINITY, null],
	[Number.NaN, null],
])('%d is the moment %s', (milliseconds, text) => expect(isoTime(milliseconds)).toBe(text));

it.each([1e300, -1e300, Number.NaN])('a history or an event from %d ends nothing', moment => {
	expect(historySteps([{Id: 'x', Created: moment, CreatedBy: 'RUN true'}])[0]).toMatchObject({createdAt: null});
	expect(readEvent({Type: 'container', Action: 'start', time: moment})).toMatchObject({at: '1970-01-01T00:00:00.000Z'});
});

it.each(['2026-99-99T00:00:00Z', '2026-11-28T25:61:00Z', 'yesterday'])('%s is no time', text => expect(time(text)).toBeNull());
it('a time is', () => expect(time('2026-11-28T17:00:00.123456789+01:00')).toBe('2026-11-28T17:00:00.123456789+01:00'));
