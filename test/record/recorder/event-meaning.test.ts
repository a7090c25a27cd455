import {expect, it} from 'vitest';
import {readEvent} from '../../../src/record/recorder/events/event-meaning.js';

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

it('reads an exec without arguments, whose command ends with a space', () => {
	expect(readEvent({Type: 'container', Action: 'exec_start: id '})).toMatchObject({action: 'exec_start', detail: 'id'});
});

it('reads events from Podman and from old engines', () => {
	expect(readEvent({status: 'die', id: 'b'.repeat(64), time: 1_750_000_000})).toMatchObject({
		action: 'die',
		name: 'b'.repeat(12),
	});
});

it.each([
	['container', 'exec', {name: 'web'}, 'web', 'medium', 'someone runs a command inside a running container'],
	['container', 'mount', {name: 'web'}, 'web', 'low', 'its files were opened from outside: podman cp, export, commit or mount'],
	['image', 'pull', {name: 'bb:1'}, 'bb:1', 'info', 'an image was pulled, or was already here: Podman reports both alike'],
	['network', 'create', {name: '', network: 'blue'}, 'blue', 'info', null],
])('says what a Podman %s %s event means, and for which object', (type, action, attributes, name, severity, meaning) => {
	const event = {
		Type: type,
		Action: action,
		Actor: {ID: 'e'.repeat(64), Attributes: {image: '', podId: '', ...attributes}},
		time: 1,
	};
	expect(readEvent(event)).toMatchObject({name, severity, meaning});
});

it('reads a pull event from Docker', () =>
	expect(readEvent({Type: 'image', Action: 'pull', Actor: {ID: 'x:1', Attributes: {name: 'x'}}, time: 1}).meaning).toBe(
		'an image was pulled from a registry',
	));

it('reads a rename with both names', () => {
	const Attributes = {name: 'web-2\u001b[31m', oldName: '/web', image: 'shop:1'};
	expect(readEvent({Type: 'container', Action: 'rename', Actor: {ID: 'a', Attributes}}).detail).toBe('from web to web-2');
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

it('is total: an invalid time, half a surrogate pair, attributes that are not text', () => {
	const line = readEvent({
		Type: 'container',
		Action: 'start',
		id: '\ud83d\x1b[2J',
		time: 1e300,
		Actor: {Attributes: {name: 7}},
	} as never);
	expect(line).toMatchObject({id: '\ufffd', at: '1970-01-01T00:00:00.000Z'});
	expect(() => encodeURIComponent(line.id)).not.toThrow();
});
