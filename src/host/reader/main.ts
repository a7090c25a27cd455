import {serveQuestions} from './serve.js';

// The program of the reader apart: dist/reader.js, or the single executable behind a word of its own.
serveQuestions();
