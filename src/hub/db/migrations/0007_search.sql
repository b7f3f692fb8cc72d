CREATE TABLE "search_entries" (
	"thread_id" text NOT NULL,
	"first" bigint NOT NULL,
	"last" bigint NOT NULL,
	"grams" integer[] NOT NULL
);
--> statement-breakpoint
CREATE TABLE "search_queue" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"thread_id" text NOT NULL,
	"position" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "search_entries" ADD CONSTRAINT "search_entries_thread_id_threads_id_fk" FOREIGN KEY ("thread_id") REFERENCES "public"."threads"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "search_entries_by_thread" ON "search_entries" USING btree ("thread_id");--> statement-breakpoint
CREATE INDEX "search_entries_by_gram" ON "search_entries" USING gin ("grams") WITH (gin_pending_list_limit=64);--> statement-breakpoint
CREATE INDEX "search_queue_by_thread" ON "search_queue" USING btree ("thread_id");--> statement-breakpoint
CREATE FUNCTION "queue_messages_for_search"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO "search_queue" ("thread_id", "position") SELECT "thread_id", "position" FROM "added";
	RETURN NULL;
END $$;--> statement-breakpoint
CREATE FUNCTION "queue_title_for_search"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO "search_queue" ("thread_id", "position") VALUES (NEW."id", 0);
	RETURN NULL;
END $$;--> statement-breakpoint
-- The grams of an account are its own: those of a thread that becomes another account's are made anew. What is hidden (see
-- hidden-threads.ts) is not searched.
CREATE FUNCTION "queue_thread_for_search"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	DELETE FROM "search_entries" WHERE "thread_id" = NEW."id";
	INSERT INTO "search_queue" ("thread_id", "position") VALUES (NEW."id", 0);
	INSERT INTO "search_queue" ("thread_id", "position")
		SELECT "thread_id", "position" FROM "messages" WHERE "thread_id" = NEW."id" ORDER BY "position";
	RETURN NULL;
END $$;--> statement-breakpoint
CREATE TRIGGER "search_messages" AFTER INSERT ON "messages" REFERENCING NEW TABLE AS "added"
	FOR EACH STATEMENT EXECUTE FUNCTION "queue_messages_for_search"();--> statement-breakpoint
CREATE TRIGGER "search_new_title" AFTER INSERT ON "threads"
	FOR EACH ROW EXECUTE FUNCTION "queue_title_for_search"();--> statement-breakpoint
CREATE TRIGGER "search_title" AFTER UPDATE OF "metadata" ON "threads"
	FOR EACH ROW WHEN (OLD."metadata" IS DISTINCT FROM NEW."metadata") EXECUTE FUNCTION "queue_title_for_search"();--> statement-breakpoint
CREATE TRIGGER "search_account" AFTER UPDATE OF "account_id" ON "threads"
	FOR EACH ROW WHEN (OLD."account_id" IS DISTINCT FROM NEW."account_id" AND NEW."account_id" <> 'account_hidden') EXECUTE FUNCTION "queue_thread_for_search"();--> statement-breakpoint
-- What is there already is put into the index while the hub runs, a little at a time; until then it is searched as it is.
INSERT INTO "search_queue" ("thread_id", "position") SELECT "id", 0 FROM "threads" ORDER BY "activity";--> statement-breakpoint
INSERT INTO "search_queue" ("thread_id", "position") SELECT "thread_id", "position" FROM "messages" ORDER BY "position";
