import {codeOf} from '../lib/has-code.js';
import {errorText} from './error-text.js';
import {type SafeText, trusted} from './safe-text.js';

const reasons: Readonly<Record<string, string>> = {
	ENOENT: 'there is no such file',
	ENOTDIR: 'a part of the path is not a directory',
	EISDIR: 'it is a directory',
	EACCES: 'permission denied',
	EPERM: 'permission denied',
	EROFS: 'the file system is read-only',
	ENOSPC: 'no space left on the disk',
	EDQUOT: 'the disk quota is exceeded',
	ELOOP: 'its symbolic links form a loop',
	ENAMETOOLONG: 'the name is too long',
	EIO: 'I/O error',
	EBADF: 'it is closed, or open only for reading',
	EFBIG: 'the file would be larger than allowed (ulimit -f)',
	EMFILE: 'too many files are open: raise the limit (ulimit -n 256)',
	ENFILE: 'too many files are open on this machine',
	ENXIO: 'it is a socket or device without a reader',
};

/** Why a file could not be read or written; unknown errors in the system's own words. */
export function fileTrouble(error: unknown): SafeText {
	const reason = reasons[codeOf(error) ?? ''];
	return reason === undefined ? errorText(error) : trusted(reason);
}
