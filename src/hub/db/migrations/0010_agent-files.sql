CREATE TABLE "agent_data" (
	"account_id" text NOT NULL,
	"agent" text NOT NULL,
	"key" text NOT NULL,
	"value" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "agent_data_account_id_agent_key_pk" PRIMARY KEY("account_id","agent","key")
);
--> statement-breakpoint
CREATE TABLE "files" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"name" text NOT NULL,
	"content_type" text NOT NULL,
	"size" integer NOT NULL,
	"content" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "thread_files" (
	"position" bigserial NOT NULL,
	"thread_id" text NOT NULL,
	"file_id" text NOT NULL,
	CONSTRAINT "thread_files_thread_id_file_id_pk" PRIMARY KEY("thread_id","file_id"),
	CONSTRAINT "thread_files_position_unique" UNIQUE("position")
);
--> statement-breakpoint
ALTER TABLE "agent_data" ADD CONSTRAINT "agent_data_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "files" ADD CONSTRAINT "files_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "thread_files" ADD CONSTRAINT "thread_files_thread_id_threads_id_fk" FOREIGN KEY ("thread_id") REFERENCES "public"."threads"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "thread_files" ADD CONSTRAINT "thread_files_file_id_files_id_fk" FOREIGN KEY ("file_id") REFERENCES "public"."files"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "files_by_account" ON "files" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "thread_files_by_file" ON "thread_files" USING btree ("file_id");--> statement-breakpoint
-- A thread that is forked shares its files with the copy: one goes with the last thread that has it.
CREATE FUNCTION "delete_file_of_no_thread"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	DELETE FROM "files" WHERE "id" = OLD."file_id" AND NOT EXISTS (SELECT FROM "thread_files" WHERE "file_id" = OLD."file_id");
	RETURN NULL;
END $$;--> statement-breakpoint
CREATE TRIGGER "file_of_no_thread" AFTER DELETE ON "thread_files"
	FOR EACH ROW EXECUTE FUNCTION "delete_file_of_no_thread"();
