import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, it} from 'vitest';
import type {ContainerFacts} from '../../../../src/base/facts/index.js';
import {openTree} from '../../../../src/base/host/host-tree.js';
import {watchSockets} from '../../../../src/record/recorder/sources/socket-watch.js';
import {sharedFolder} from '../../../support/temporary-folder.js';

const root = sharedFolder();
const header = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const row = (local: string, remote: string, state: string): string =>
	`   0: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000     0        0 77 1 0000000000000000 100 0 0 10 0`;

it('reports a connection and a listener once, whether the trace or the table shows it first', () => {
	const table = [
		header,
		row('00000000:0050', '00000000:0000', '0A'),
		row('0200000A:C000', '0300000A:1538', '01'),
		row('0200000A:C001', '0400000A:01BB', '01'),
	];
	mkdirSync(join(root, 'proc/9/net'), {recursive: true});
	writeFileSync(join(root, 'proc/9/net/tcp'), `${table.join('\n')}\n`);
	const seen: string[] = [];
	const watch = watchSockets(openTree(root), {
		listener: (_, {address, port, process}) => seen.push(`listens ${address}:${port} ${process ?? '?'}`),
		destination: (_, {address, port}) => seen.push(`calls ${address}:${port}`),
		client: () => undefined,
	});
	const facts = {id: 'x', pid: 9, namespaces: {network: {kind: 'private'}}} as unknown as ContainerFacts;
	watch.take(facts, {does: 'connect', address: '::ffff:10.0.0.3', port: 5432, process: 'psql'});
	watch.take(facts, {does: 'listen', address: '0.0.0.0', port: 80, process: 'nginx'});
	watch.take(facts, {does: 'connect', address: '127.0.0.1', port: 9000, process: 'nginx'});
	expect(seen.splice(0)).toEqual(['calls 10.0.0.3:5432', 'listens 0.0.0.0:80 nginx']);
	watch.look(facts);
	expect(seen.splice(0)).toEqual(['calls 10.0.0.4:443']);
	watch.take(facts, {does: 'listen', address: '0.0.0.0', port: 80, process: 'nginx'});
	// Each call counts.
	watch.take(facts, {does: 'connect', address: '10.0.0.3', port: 5432, process: 'psql'});
	expect(seen).toEqual(['calls 10.0.0.3:5432']);
});
