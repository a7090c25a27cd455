import {type FileFacts, shellQuote} from '../../../../base/index.js';
import {fail, fromHost, type HostRulePart, pass} from '../../rule.js';
import type {HostScope} from '../../scope.js';
import type {Judgement} from '../../verdict.js';
import type {HostFile} from './host-file.js';

/**
 * A rule's check, remedy and examples for a file that only root may own. Owner and group are compared as numbers: a name can be an
 * alias. A rootless engine's files belong to the user that runs it.
 */
export function ownedByRoot(file: HostFile): HostRulePart {
	return {
		check: scope => {
			const found = file.find(scope);
			return 'none' in found ? found.none : judgeOwner(found.file, scope);
		},
		remedy: scope => {
			const found = file.find(scope);
			const path = 'file' in found ? shellQuote(found.file.path) : file.name;
			return {text: `Restore ownership to root: chown root:root ${path}`};
		},
		examples: {
			bad: {host: file.example({uid: 1000, gid: 1000})},
			good: {host: file.example({uid: 0, gid: 0})},
		},
	};
}

function judgeOwner(file: FileFacts, {host, engine}: HostScope): Judgement {
	const owner = engine.rootless === true && host.daemon.known ? host.daemon.value.uid : 0;
	const evidence = [fromHost(`stat ${file.path} uid`, file.uid), fromHost(`stat ${file.path} gid`, file.gid)];
	// The group of a user's own files is the user's affair.
	return file.uid === owner && (file.gid === 0 || owner !== 0) ? pass(...evidence) : fail(...evidence);
}
