import {expect, it} from 'vitest';
import {readEvent} from '../../src/runtime/event-meaning.js';

it('reads an exec with its command, secrets masked', () => {
	const line = readEvent({
		Type: 'container',
		Action: 'exec_create: sh -c mysql --password=hunter2horse',
		Actor: {ID: 'a'.repeat(64), Attributes: {name: 'shop-db'}},
		timeNano: 1_750_000_000_123_000_000,
	});
	expect(line).toMatchObject({action: 'exec_create', name: 'shop-db', severity: 'medium', at: '2025-06-15T15:06:40.123Z'});
	expect(line.detail).toContain('sh -c mysql');
	expect(line.detail).not.toContain('hunter2horse');
});

it('reads the shapes of Podman and of old engines', () => {
	expect(readEvent({status: 'die', id: 'b'.repeat(64), time: 1_750_000_000})).toMatchObject({
		action: 'die',
		name: 'b'.repeat(12),
	});
});

it('lets no escape sequence of a name through', () => {
	const line = readEvent({
		Type: 'container',
		Action: 'start',
		Actor: {ID: 'c', Attributes: {name: '\u001B]0;owned\u0007x'}},
		time: 1,
	});
	expect(line.name).not.toContain('\u001B');
});

it('survives an empty event', () => {
	expect(readEvent({})).toMatchObject({action: '', severity: 'info'});
});
