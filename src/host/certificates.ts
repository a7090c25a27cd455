import {type Known, known} from '../answers/index.js';
import type {FileFacts, HostFacts} from '../facts/index.js';
import {lookAtFile} from './file-facts.js';
import type {HostTree} from './host-tree.js';

const DIRECTORY = '/etc/docker/certs.d';

/** Certificates and keys that the engine uses with registries: `<registry>/ca.crt`, `client.cert`, `client.key`. */
export function readCertificates(tree: HostTree): HostFacts['certificates'] {
	const registries = tree.list(DIRECTORY);
	if (!registries.known) return registries;
	const found: FileFacts[] = [];
	for (const registry of registries.value ?? []) {
		const names = tree.list(`${DIRECTORY}/${registry}`);
		if (!names.known) return names;
		for (const name of names.value ?? []) {
			if (!/\.(?:crt|cert|key)$/.test(name)) continue;
			const file: Known<FileFacts> = lookAtFile(tree, `${DIRECTORY}/${registry}/${name}`);
			if (!file.known) return file;
			found.push(file.value);
		}
	}
	return known(found);
}
