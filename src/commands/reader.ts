import {hostEvidenceQuestion} from '../hardening/evidence/host-question.js';
import {serveQuestions} from '../host/reader/serve.js';

// The program of the reader apart: dist/reader.js, or the single executable behind a word of its own. It knows what each room asks.
serveQuestions([hostEvidenceQuestion]);
