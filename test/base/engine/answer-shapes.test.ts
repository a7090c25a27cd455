import {describe, expect, it} from 'vitest';
import {
	readContainerInspect,
	readContainerRows,
	readNetworkRows,
	readVolumeRows,
} from '../../../src/base/engine/answer-shapes.js';
import {trusted} from '../../../src/base/text/safe-text.js';

const endpoint = trusted('unix:///d.sock');
const id = 'a'.repeat(64);

describe('the shape of an answer', () => {
	it('takes null, nothing and fields it does not know', () => {
		expect(
			readContainerInspect(endpoint, {Id: id, HostConfig: {CapAdd: null, Binds: [], NewField: {}}, Config: null}),
		).toMatchObject({
			Id: id,
		});
	});
	it.each([
		[{}, 'Id is missing'],
		[{Id: null}, 'Id is missing'],
		[{Id: 5}, 'Id is a number, not text'],
		[null, 'it is null, not an object'],
		['text', 'it is a string, not an object'],
		[[], 'it is a list, not an object'],
	])('refuses %j and says where', (value, words) => {
		expect(() => readContainerInspect(endpoint, value)).toThrow(`unix:///d.sock gave an invalid answer to an inspect: ${words}`);
	});
	it.each([
		[{HostConfig: []}, {}, 'HostConfig', 'HostConfig is a list, not an object'],
		[
			{HostConfig: {Binds: ['/a:/b', 5], Later: 1}},
			{HostConfig: {Later: 1}},
			'HostConfig.Binds',
			'HostConfig.Binds[1] is a number, not text',
		],
		[
			{HostConfig: {Privileged: 'yes'}},
			{HostConfig: {}},
			'HostConfig.Privileged',
			'HostConfig.Privileged is a string, not true or false',
		],
		[{Config: {Cmd: {}}}, {Config: {}}, 'Config.Cmd', 'Config.Cmd is an object, not what it may be'],
		[
			{NetworkSettings: {Ports: {'80/tcp': [{HostPort: 80, HostIp: '::'}]}}},
			{NetworkSettings: {Ports: {'80/tcp': []}}},
			'NetworkSettings.Ports',
			'NetworkSettings.Ports.80/tcp[0].HostPort is a number, not text',
		],
		[
			{Mounts: [{Source: '/', RW: 1}, {Source: '/etc'}, 7]},
			{Mounts: [{Source: '/etc'}]},
			'Mounts',
			'Mounts[0].RW is a number, not true or false',
		],
		[{HostConfig: {Memory: Number.POSITIVE_INFINITY}}, {HostConfig: {}}, 'HostConfig.Memory', 'HostConfig.Memory is a number'],
		[{Config: {Labels: {a: null, b: 'c'}}}, {Config: {Labels: {b: 'c'}}}, 'Config.Labels', 'Config.Labels.a is null, not text'],
		[
			{State: {Health: {Log: [{Output: true}]}}},
			{State: {Health: {Log: []}}},
			'State.Health',
			'State.Health.Log[0].Output is a boolean, not text',
		],
		[{New: JSON.parse(`${'['.repeat(60)}${']'.repeat(60)}`)}, {}, 'New', 'New nests more than 50 levels deep'],
	])('leaves out of %j what no engine gives, and says what', (value, kept, field, words) => {
		const {UnreadableFields: unreadable, ...rest} = readContainerInspect(endpoint, {Id: id, ...value});
		expect(rest).toEqual({Id: id, ...kept});
		expect(Object.keys(unreadable ?? {})).toEqual([field]);
		expect(unreadable?.[field]).toContain(words);
	});
	it('keeps what an earlier reading could not read, as a snapshot holds it', () => {
		const once = readContainerInspect(endpoint, {Id: id, HostConfig: {CapAdd: 5}});
		const twice = readContainerInspect(endpoint, JSON.parse(JSON.stringify({...once, Name: 7})));
		expect(twice).toEqual({
			Id: id,
			HostConfig: {},
			UnreadableFields: {'HostConfig.CapAdd': 'HostConfig.CapAdd is a number, not a list', Name: 'Name is a number, not text'},
		});
	});
	it('names a row of a list that is malformed, and keeps the others', () => {
		const good = {Id: 'n1', Name: 'shop', Options: {a: 'b'}};
		expect(readNetworkRows(endpoint, [good, {Id: 'n2', Name: 'odd', Internal: 'no', Driver: 'bridge'}, 3])).toEqual([
			good,
			{Id: 'n2', Name: 'odd', UnreadableFields: {Internal: 'Internal is a string, not true or false'}},
			{UnreadableFields: {'': 'it is a number, not an object'}},
		]);
		expect(() => readVolumeRows(endpoint, {})).toThrow('it is not a list');
	});
	it('takes a command that is one string, as old Podman gives it', () => {
		expect(readContainerInspect(endpoint, {Id: id, Config: {Cmd: 'sleep 1', Entrypoint: ['/bin/sh']}})).toMatchObject({Id: id});
	});
	it('keeps of a row what can be read: its container, and who is on its networks', () => {
		const networks = {bridge: {NetworkID: 'n', MacAddress: 7}, odd: 3};
		const [row, other] = readContainerRows(endpoint, [
			{Id: id, Names: 'web', Image: 'x', Labels: {a: 1, b: 'c'}, NetworkSettings: {Networks: networks}, Mounts: [1], New: {}},
			{Id: 'b', New: {}},
		]);
		expect(row).toEqual({
			...{Id: id, Image: 'x', Labels: {b: 'c'}, Mounts: [], New: {}},
			NetworkSettings: {Networks: {bridge: {NetworkID: 'n'}}},
		});
		expect(other).toEqual({Id: 'b', New: {}});
	});
	it('leaves the mounts in their order: evidence from a snapshot refers to it', () => {
		const mounts = ['/mnt/b', '/data'].map(Destination => ({Destination}));
		expect(readContainerInspect(endpoint, {Id: id, Mounts: mounts}).Mounts).toEqual(mounts);
	});
	it('wants each row to have an id', () => {
		expect(() => readContainerRows(endpoint, [{Id: id}, {}])).toThrow('[1].Id is missing');
	});
});
